"""CMS verification against the raw primitive, other Python code, Go and the openssl program.

Run ``python -m benchmarks.cms [--quick] [--json]``.  At least 1,000 distinct bodies of 200 signers, made
once; each contestant verifies all of them in each round.  "Warm" is a device seen before (its key is in
the cache), "cold" one that was not.  The raw primitive, whose keys are loaded all the time, is warm too.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from benchmarks._cms_inputs import Case, Inputs, make_inputs
from benchmarks._cms_peers import (
    GoPeer,
    judge_with_cryptography,
    verify_with_asn1crypto,
    verify_with_openssl,
)
from benchmarks.timing import Row, children_cpu, compare, print_rows, ratio_row
from pymdm.crypto import cms

__all__ = ["rows"]

_SHAPES = {
    "apple": "BER, SHA-1, no attributes",
    "attributes": "DER, SHA-256, attributes",
    "ec": "EC P-256, attributes",
}


def rows(quick: bool) -> list[Row]:
    """Measure everything; ``quick`` takes a tenth of the inputs and says little about cold caches."""
    inputs = make_inputs(signers=20, bodies=100) if quick else make_inputs(signers=200, bodies=1000)
    rounds = 5 if quick else 9
    found: list[Row] = []
    for shape in _SHAPES:
        found += _shape_rows(shape, inputs, rounds)
    return [*found, *_trust_rows(inputs, rounds), *_openssl_rows(inputs.cases["attributes"])]


def _shape_rows(shape: str, inputs: Inputs, rounds: int) -> list[Row]:
    cases = inputs.cases[shape]
    contestants: dict[str, Callable[[], int]] = {
        "raw": _each(cases, _raw),
        "warm": _each(cases, _ours),
        "cold": _each(cases, _ours_cold),
        "asn1crypto": _each(cases, verify_with_asn1crypto),
    }
    with tempfile.TemporaryDirectory() as folder:
        go = GoPeer.build(Path(folder), cases)
        if go:
            contestants["Go"] = go.verify_all
        clocks = {"Go": go.clock} if go else None
        times = compare(contestants, rounds=rounds, clocks=clocks, warmed=("raw", "warm"))
    name = _SHAPES[shape]
    raw_target = {"apple": 0.67, "attributes": 0.60}.get(shape)
    warm_target, cold_target = (7.0, None) if shape == "ec" else (12.0, 9.0)
    raw, asn1crypto = times["raw"], times["asn1crypto"]
    found = [
        _row(name, times, "warm", raw, "of raw verify", raw_target),
        _row(name, times, "cold", raw, "of raw verify"),
        _row(name, times, "warm", asn1crypto, "× asn1crypto", warm_target),
        _row(name, times, "cold", asn1crypto, "× asn1crypto", cold_target),
    ]
    if go is None:
        why = "go not found, or its module not to be had"
        return [*found, _not_measured(f"{name}: warm", "× Go pkcs7", why)]
    return [
        *found,
        _row(name, times, "warm", times["Go"], "× Go pkcs7", None if shape == "ec" else 1.7),
        _row(name, times, "cold", times["Go"], "× Go pkcs7"),
    ]


def _row(
    name: str, times: dict[str, float], ours: str, theirs: float, unit: str, target: float | None = None
) -> Row:
    return ratio_row(f"{name}: {ours}", ours=times[ours], theirs=theirs, target=target, unit=unit)


def _trust_rows(inputs: Inputs, rounds: int) -> list[Row]:
    """With the certificate checked against the authority.

    The target is counted against the asn1crypto route as programs take it, which is without that check;
    the last row gives the route one (issuer, dates, purpose), to tell what the check alone makes of it.
    """
    name = "with chain check"
    try:
        from pymdm.crypto.trust import TrustStore
    except ImportError:
        return [_not_measured(f"{name}: cold", "× asn1crypto", "pymdm.crypto.trust is not there")]
    now = datetime.now(UTC)
    cases = inputs.cases["attributes"]
    store = TrustStore.from_pem(inputs.authority_pem)
    authority = x509.load_pem_x509_certificate(inputs.authority_pem)
    # A verdict holds for ten minutes, so none does if every check is made eleven minutes after the last.
    later = iter([now + timedelta(minutes=11 * step) for step in range(1, (rounds + 1) * len(cases) + 1)])

    def cold(case: Case) -> None:
        cms.forget_certificates()
        verified = cms.verify_header(case.header, case.body)
        store.check(verified.signer, now=next(later))

    def warm(case: Case) -> None:
        store.check(cms.verify_header(case.header, case.body).signer, now=now)

    contestants = {
        "cold": _each(cases, cold),
        "warm": _each(cases, warm),
        "asn1crypto": _each(cases, verify_with_asn1crypto),
        "checked": _each(cases, lambda case: judge_with_cryptography(case, authority, now)),
    }
    times = compare(contestants, rounds=rounds, warmed=("warm",))
    asn1crypto, checked = times["asn1crypto"], times["checked"]
    return [
        _row(name, times, "cold", asn1crypto, "× asn1crypto", 5.5),
        _row(name, times, "warm", asn1crypto, "× asn1crypto"),
        _row(f"{name} on both sides, for information", times, "cold", checked, "× asn1crypto"),
    ]


def _openssl_rows(cases: list[Case]) -> list[Row]:
    name = "attributes: warm"
    if shutil.which("openssl") is None:
        return [_not_measured(name, "× openssl cms", "openssl not found")]
    few = cases[:5]
    with tempfile.TemporaryDirectory() as folder:
        times = compare(
            {
                "openssl": _each(few, lambda case: verify_with_openssl(case, Path(folder))),
                "ours": _each(cases, _ours),
            },
            rounds=3,
            clocks={"openssl": children_cpu},
        )
    return [ratio_row(name, ours=times["ours"], theirs=times["openssl"], target=None, unit="× openssl cms")]


def _raw(case: Case) -> None:
    case.key.verify(case.signature, case.message, *case.arguments)


def _ours(case: Case) -> None:
    cms.verify_header(case.header, case.body)


def _ours_cold(case: Case) -> None:
    cms.forget_certificates()
    cms.verify_header(case.header, case.body)


def _each(cases: list[Case], verify: Callable[[Case], object]) -> Callable[[], int]:
    def run() -> int:
        for case in cases:
            verify(case)
        return len(cases)

    return run


def _not_measured(name: str, unit: str, why: str) -> Row:
    return {"name": name, "ratio": None, "target": None, "unit": unit, "detail": f"not measured: {why}"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found = rows(arguments.quick)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print_rows(found)


if __name__ == "__main__":
    main()
