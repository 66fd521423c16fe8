"""Signatures that were made once and stay: digests by ``openssl dgst -sha1 -mac HMAC`` over the base string.

The base strings were built by `tests.unit.dep.rfc5849`.  That of the second vector, and its signature, are
those that are printed in OAuth Core 1.0a, appendix A, to which the MDM reference of 2014 refers.
"""

from __future__ import annotations

import attrs

from tests.unit.dep.rfc5849 import Parts

__all__ = ["VECTORS", "Vector"]


@attrs.frozen(kw_only=True)
class Vector:
    """Parts, and what has to come of them."""

    name: str
    parts: Parts
    base_string: str
    signature: str


VECTORS = (
    Vector(
        name="plain",
        parts=Parts(
            method="GET",
            url="https://mdmenrollment.apple.com/session",
            consumer_key="CK_00fadb3d36c6094cf479838455321b7c",
            consumer_secret="CS_1d2e3f4a5b6c7d8e9f00112233445566",
            token="AT_021092790220e03b641fd6f07d7face7894211d521",
            token_secret="AS_99887766554433221100ffeeddccbbaa",
            timestamp=1371312000,
            nonce="4572616e48616d6d65724c61",
        ),
        base_string=(
            "GET&https%3A%2F%2Fmdmenrollment.apple.com%2Fsession&oauth_consumer_key%3DCK_00fadb3d36c609"
            "4cf479838455321b7c%26oauth_nonce%3D4572616e48616d6d65724c61%26oauth_signature_method%3DHMA"
            "C-SHA1%26oauth_timestamp%3D1371312000%26oauth_token%3DAT_021092790220e03b641fd6f07d7face78"
            "94211d521%26oauth_version%3D1.0"
        ),
        signature="AyAYflA/uYtgcbjcIipDiDnqFfs=",
    ),
    Vector(
        name="appendix A of OAuth Core 1.0a",
        parts=Parts(
            method="GET",
            url="http://photos.example.net/photos?file=vacation.jpg&size=original",
            consumer_key="dpf43f3p2l4k3l03",
            consumer_secret="kd94hf93k423kf44",
            token="nnch734d00sl2jdk",
            token_secret="pfkkdhi9sl3r4s00",
            timestamp=1191242096,
            nonce="kllo9940pd9333jh",
        ),
        base_string=(
            "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddp"
            "f43f3p2l4k3l03%26oauth_nonce%3Dkllo9940pd9333jh%26oauth_signature_method%3DHMAC-SHA1%26oau"
            "th_timestamp%3D1191242096%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3D"
            "original"
        ),
        signature="tR3+Ty81lMeYAr/Fid0kMTYa/WM=",
    ),
    Vector(
        name="port, upper case, no path",
        parts=Parts(
            method="get",
            url="https://MDMEnrollment.Apple.com:8443",
            consumer_key="CK",
            consumer_secret="CS",
            token="AT",
            token_secret="AS",
            timestamp=1,
            nonce="aaaaaaaaaaaaaaaaaaaa",
        ),
        base_string=(
            "GET&https%3A%2F%2Fmdmenrollment.apple.com%3A8443%2F&oauth_consumer_key%3DCK%26oauth_nonce%"
            "3Daaaaaaaaaaaaaaaaaaaa%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1%26oauth_"
            "token%3DAT%26oauth_version%3D1.0"
        ),
        signature="KEP9F90KZUh/MQO80rrWDpyNjVE=",
    ),
    Vector(
        name="the usual port",
        parts=Parts(
            method="GET",
            url="https://mdmenrollment.apple.com:443/session",
            consumer_key="CK",
            consumer_secret="CS",
            token="AT",
            token_secret="AS",
            timestamp=1,
            nonce="aaaaaaaaaaaaaaaaaaaa",
        ),
        base_string=(
            "GET&https%3A%2F%2Fmdmenrollment.apple.com%2Fsession&oauth_consumer_key%3DCK%26oauth_nonce%"
            "3Daaaaaaaaaaaaaaaaaaaa%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1%26oauth_"
            "token%3DAT%26oauth_version%3D1.0"
        ),
        signature="6Fdul8mDlTmwbuBX8PxLnw4j8M0=",
    ),
    Vector(
        name="keys with odd signs",
        parts=Parts(
            method="GET",
            url="https://mdmenrollment.apple.com/session",
            consumer_key="C~K*!'()",
            consumer_secret="c+s/&%=",
            token='a"t,=;\\',
            token_secret="a~s%26&",
            timestamp=4102444800,
            nonce="0123456789abcdefghij",
        ),
        base_string=(
            "GET&https%3A%2F%2Fmdmenrollment.apple.com%2Fsession&oauth_consumer_key%3DC~K%252A%2521%252"
            "7%2528%2529%26oauth_nonce%3D0123456789abcdefghij%26oauth_signature_method%3DHMAC-SHA1%26oa"
            "uth_timestamp%3D4102444800%26oauth_token%3Da%2522t%252C%253D%253B%255C%26oauth_version%3D1"
            ".0"
        ),
        signature="MH4XbVhazpyW3z4JXyfnrxS51G4=",
    ),
    Vector(
        name="a query with repeats",
        parts=Parts(
            method="GET",
            url="https://mdmenrollment.apple.com/session?b=2&a=2&a=1&a=&c",
            consumer_key="CK",
            consumer_secret="CS",
            token="AT",
            token_secret="AS",
            timestamp=1767323045,
            nonce="bbbbbbbbbbbbbbbbbbbbbbbb",
        ),
        base_string=(
            "GET&https%3A%2F%2Fmdmenrollment.apple.com%2Fsession&a%3D%26a%3D1%26a%3D2%26b%3D2%26c%3D%26"
            "oauth_consumer_key%3DCK%26oauth_nonce%3Dbbbbbbbbbbbbbbbbbbbbbbbb%26oauth_signature_method%"
            "3DHMAC-SHA1%26oauth_timestamp%3D1767323045%26oauth_token%3DAT%26oauth_version%3D1.0"
        ),
        signature="/EKj/WftHeZPHEd97By18ywlJ30=",
    ),
    Vector(
        name="a query in UTF-8",
        parts=Parts(
            method="POST",
            url="https://mdmenrollment.apple.com/session?name=Zo%C3%AB%20%E6%97%A5%E6%9C%AC%F0%9F%98%80&z=%2A~",
            consumer_key="CK",
            consumer_secret="CS",
            token="AT",
            token_secret="AS",
            timestamp=1767323045,
            nonce="cccccccccccccccccccccccccccccc",
        ),
        base_string=(
            "POST&https%3A%2F%2Fmdmenrollment.apple.com%2Fsession&name%3DZo%25C3%25AB%2520%25E6%2597%25"
            "A5%25E6%259C%25AC%25F0%259F%2598%2580%26oauth_consumer_key%3DCK%26oauth_nonce%3Dcccccccccc"
            "cccccccccccccccccccc%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1767323045%2"
            "6oauth_token%3DAT%26oauth_version%3D1.0%26z%3D%252A~"
        ),
        signature="KHOJXtpktsMcs3QfNnM/OprMfnA=",
    ),
    Vector(
        name="plus and space",
        parts=Parts(
            method="DELETE",
            url="https://mdmenrollment.apple.com/session?q=a+b%20c%2Bd&%20=%26",
            consumer_key="CK",
            consumer_secret="CS",
            token="AT",
            token_secret="AS",
            timestamp=1767323045,
            nonce="dddddddddddddddddddddd",
        ),
        base_string=(
            "DELETE&https%3A%2F%2Fmdmenrollment.apple.com%2Fsession&%2520%3D%2526%26oauth_consumer_key%"
            "3DCK%26oauth_nonce%3Ddddddddddddddddddddddd%26oauth_signature_method%3DHMAC-SHA1%26oauth_t"
            "imestamp%3D1767323045%26oauth_token%3DAT%26oauth_version%3D1.0%26q%3Da%2520b%2520c%252Bd"
        ),
        signature="ifPyHV4awOfC+f7S9EAdBa7iqi4=",
    ),
)
