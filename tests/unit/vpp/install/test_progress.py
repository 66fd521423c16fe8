"""From the bytes that a device answers to the next step, and nothing lost that it tells only once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pymdm._model._fields import fields_of
from pymdm.crypto import Secret
from pymdm.errors import DecodeError
from pymdm.schema.commands import InstallApplicationResponse, ManagedApplicationListResponse
from pymdm.vpp.install import (
    PACKAGE_POLLS,
    STORE_POLLS,
    AppInstall,
    AppReport,
    AppState,
    PollRules,
    RejectionReason,
    Step,
    managed_apps_list,
    read_list,
    take_list,
)
from tests.unit.vpp.install.answers import APP, answer, app_list, refused

CODE = Secret("ABCD-1234")


def accepted(state: str = "Installing", **keys: Any) -> AppInstall:
    return AppInstall(**keys).answered(answer(Identifier=APP, State=state))


def listed(install: AppInstall, **apps: Any) -> AppInstall:
    return take_list([install], app_list(**apps))[0][0]


def test_the_states_and_reasons_are_those_of_the_schema() -> None:
    answered = {field.key.wire: field.key.allowed for field in fields_of(InstallApplicationResponse)}
    entry = fields_of(ManagedApplicationListResponse.ManagedApplicationList)

    assert set(answered["State"] or ()) == set(AppState)
    assert {word for field in entry for word in field.key.allowed or ()} == set(AppState)
    assert set(answered["RejectionReason"] or ()) == set(RejectionReason)


def test_an_app_goes_from_the_command_to_managed() -> None:
    install = AppInstall()
    assert install.next().step is Step.AWAIT_ANSWER

    install = install.answered(answer("NotNow"))
    assert install.next().step is Step.AWAIT_ANSWER

    install = install.answered(answer(Identifier=APP, State="Queued"))
    assert (install.identifier, install.state) == (APP, AppState.QUEUED)
    assert (install.next().step, install.next().after) == (Step.POLL, 15)
    assert managed_apps_list([install, AppInstall()]).wire()["Identifiers"] == [APP]

    install = listed(install, com_example_app="Queued")
    assert install.next().after == 40
    install = listed(install, com_example_app="Installing")
    assert install.next().after == 15
    install = listed(install, com_example_app="Managed")
    assert install.next().step is Step.DONE


@pytest.mark.parametrize(
    "state", ["Prompting", "PromptingForLogin", "PromptingForUpdate", "PromptingForManagement"]
)
def test_somebody_who_has_to_act_is_asked_and_the_device_asked_later(state: str) -> None:
    following = accepted(state).next()

    assert (following.step, following.ask_user) == (Step.POLL, True)
    assert following.text


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("UserRejected", Step.GIVE_UP),
        ("UpdateRejected", Step.GIVE_UP),
        ("ManagementRejected", Step.GIVE_UP),
        ("UserInstalledApp", Step.TAKE_OVER),
        ("Failed", Step.SEND_AGAIN),
    ],
)
def test_what_is_told_once_stays_when_the_next_lists_are_without_the_app(state: str, step: Step) -> None:
    install = listed(accepted(), com_example_app=state)
    kept = AppInstall.decode(json.loads(json.dumps(install.wire())))
    for _ in range(30):
        kept = listed(kept, com_example_other="Managed")

    assert kept.state == state
    assert kept.next().step is step


def test_what_is_told_once_stays_also_while_a_command_is_on_its_way() -> None:
    install = accepted().sent_again()

    assert listed(install, com_example_app="Managed").state == "Installing"
    assert listed(install, com_example_app="UserRejected").state == "UserRejected"


def test_an_unused_code_that_is_told_once_stays_and_shows_nowhere() -> None:
    spare = {"Status": "Managed", "UnusedRedemptionCode": "SPARE-1"}
    install = listed(accepted(), com_example_app=spare)
    install = listed(install, com_example_app="Managed")
    install = AppInstall.decode(json.loads(json.dumps(install.wire())))

    assert [code.reveal() for code in install.unused_codes] == ["SPARE-1"]
    assert "SPARE" not in repr(install)
    again = listed(install, com_example_app={"Status": "Managed", "UnusedRedemptionCode": "SPARE-2"})
    assert [code.reveal() for code in again.unused_codes] == ["SPARE-1", "SPARE-2"]


def test_a_code_is_one_persons_though_two_follow_the_app() -> None:
    spare = {"Status": "Managed", "UnusedRedemptionCode": "SPARE-1"}
    installs, strays = take_list([accepted(), accepted()], app_list(com_example_app=spare))

    assert [len(install.unused_codes) for install in installs] == [1, 0]
    assert strays == ()


def test_what_is_told_once_of_other_apps_comes_back_as_strays() -> None:
    spare = {"Status": "Managed", "UnusedRedemptionCode": "SPARE-1"}
    result = app_list(com_example_app="Managed", a="Failed", b=spare, c="Installing")

    _, strays = take_list([accepted()], result)

    assert [stray.identifier for stray in strays] == ["a", "b"]
    assert "SPARE" not in repr(strays)


def test_a_list_that_is_none_changes_nothing() -> None:
    install = accepted()

    assert take_list([install], answer("NotNow")) == ((install,), ())
    assert read_list(answer("Error")) is None
    with pytest.raises(DecodeError, match="dictionary of apps"):
        take_list([install], answer(ManagedApplicationList=[]))


def test_an_entry_that_makes_no_sense_takes_no_other_one_with_it() -> None:
    odd = {"Status": 7, "UnusedRedemptionCode": ["x"]}
    result = app_list(com_example_app="Managed", a=odd, b=[], c={"Status": "x" * 1000}, d="Levitating")

    assert read_list(result) == (
        AppReport(identifier=APP, state=AppState.MANAGED),
        AppReport(identifier="a", state=AppState.UNKNOWN),
        AppReport(identifier="c", state=AppState.UNKNOWN),
        AppReport(identifier="d", state="Levitating"),
    )


def test_an_app_that_does_not_move_is_given_up_after_a_week() -> None:
    install, seconds = accepted("Queued"), 0.0
    while (following := install.next()).step is Step.POLL:
        seconds += following.after
        install = listed(install, com_example_app="Queued")

    assert following.step is Step.GIVE_UP
    assert 6.5 < seconds / 86_400 < 8
    assert 6.5 < sum(PACKAGE_POLLS.wait(n) for n in range(PACKAGE_POLLS.unchanged)) / 86_400 < 8
    assert STORE_POLLS.wait(10**9) == STORE_POLLS.longest


def test_an_app_that_goes_back_and_forth_is_given_up_in_the_end() -> None:
    install = accepted("Queued")
    for _ in range(100):
        install = listed(listed(install, com_example_app="Installing"), com_example_app="Queued")

    assert install.next().step is Step.GIVE_UP


def test_a_redemption_code_is_asked_for_and_sent_once() -> None:
    install = accepted("NeedsRedemption")
    assert install.next().step is Step.REDEEM

    install = install.code_sent(CODE)
    assert install.next().step is Step.AWAIT_ANSWER
    install = AppInstall.decode(json.loads(json.dumps(install.wire())))
    install = install.answered(answer())
    assert install.state == AppState.REDEEMING

    late = listed(install, com_example_app="NeedsRedemption")
    assert late.next().step is Step.POLL  # never a second code for one app by itself
    assert listed(late, com_example_app="Managed").next().step is Step.DONE


def test_a_code_that_is_not_valid_is_replaced_once_and_then_nobody_pays_any_more() -> None:
    install = accepted("NeedsRedemption").code_sent(CODE).answered(refused(12037))
    assert (install.next().step, install.code) == (Step.REDEEM, 12037)

    install = install.code_sent(Secret("EFGH-5678")).answered(refused(12037))
    assert install.next().step is Step.GIVE_UP


def test_a_code_that_was_not_needed_is_good_for_somebody_else() -> None:
    install = accepted("NeedsRedemption").code_sent(CODE).answered(refused(12028))

    assert install.unused_codes == (CODE,)
    assert install.next().step is Step.POLL


def test_after_an_error_that_nobody_knows_no_further_code_is_sent() -> None:
    install = accepted("NeedsRedemption").code_sent(CODE).answered(refused(99999))
    install = listed(install, com_example_app="NeedsRedemption")

    assert install.next().step is Step.POLL
    assert install.unused_codes == ()
    assert accepted().code_sent(CODE).answered(answer("CommandFormatError")).next().step is Step.POLL


@pytest.mark.parametrize(
    ("result", "step"),
    [
        (refused(reason="AppAlreadyInstalled"), Step.TAKE_OVER),
        (refused(12025), Step.TAKE_OVER),
        (refused(reason="AppAlreadyQueued"), Step.POLL),
        (refused(12026), Step.POLL),
        (refused(reason="AppStoreDisabled"), Step.GIVE_UP),
        (refused(12031), Step.GIVE_UP),
        (refused(reason="CouldNotVerifyAppID"), Step.SEND_AGAIN),
        (refused(reason="ManagementChangeNotSupported"), Step.GIVE_UP),
        (refused(reason="PurchaseMethodNotSupportedInMultiUser"), Step.GIVE_UP),
        (refused(reason="Other"), Step.SEND_AGAIN),
        (refused(12035, reason="Other"), Step.GIVE_UP),
        (refused(12034, domain="MDMErrorDomain"), Step.GIVE_UP),
        (refused(12034, domain="NSURLErrorDomain"), Step.SEND_AGAIN),
        (refused(2, 12033), Step.GIVE_UP),
        (refused(reason="BrandNew"), Step.SEND_AGAIN),
        (answer("Error", ErrorChain="nonsense"), Step.SEND_AGAIN),
        (answer(RejectionReason="NotAnApp"), Step.GIVE_UP),
        (answer("CommandFormatError"), Step.GIVE_UP),
    ],
)
def test_each_refusal_leads_to_what_helps(result: Any, step: Step) -> None:
    following = AppInstall(identifier=APP).answered(result).next()

    assert following.step is step


def test_a_license_that_is_not_there_yet_is_waited_for_and_not_for_ever() -> None:
    install, waits = AppInstall().answered(refused(12064, domain="MDMErrorDomain")), []
    while (following := install.next()).step is Step.SEND_AGAIN:
        waits.append(following.after)
        install = install.sent_again().answered(refused(12064, domain="MDMErrorDomain"))

    assert waits == [40, 80, 160]
    assert following.text == "there is no license for this device or its Apple Account, or not yet, 4 times"


def test_who_has_to_sign_in_is_asked_and_then_the_command_goes_again() -> None:
    following = AppInstall().answered(refused(12040)).next()

    assert (following.step, following.ask_user) == (Step.SEND_AGAIN, True)


def test_it_is_taken_over_once() -> None:
    install = listed(accepted(), com_example_app="UserInstalledApp")
    install = install.sent_again(taking_over=True)
    assert install.next().step is Step.AWAIT_ANSWER

    assert install.answered(refused(12025)).next().step is Step.GIVE_UP
    prompting = install.answered(answer(Identifier=APP, State="PromptingForManagement"))
    assert prompting.next().ask_user


def test_an_app_that_is_not_to_be_managed_is_done_when_the_device_accepts_it() -> None:
    assert accepted(managed=False).next().step is Step.DONE
    assert accepted("NeedsRedemption", managed=False).next().step is Step.REDEEM
    assert AppInstall(managed=False).answered(refused(12025)).next().step is Step.DONE


def test_an_app_that_was_queued_already_is_done_when_the_list_says_so() -> None:
    install = accepted("Managed").sent_again().answered(refused(reason="AppAlreadyQueued"))

    assert install.next().step is Step.POLL
    assert listed(install, com_example_app="Managed").next().step is Step.DONE


def test_a_name_or_state_that_is_none_is_not_kept() -> None:
    install = AppInstall(identifier=APP).answered(answer(Identifier="x" * 1000, State="\n"))

    assert (install.identifier, install.state) == (APP, AppState.UNKNOWN)
    assert AppInstall().answered(answer()).state == AppState.QUEUED


def test_a_list_is_asked_for_nobody_or_for_those_who_are_known() -> None:
    with pytest.raises(ValueError, match="installs: expected one"):
        managed_apps_list([AppInstall()])


@pytest.mark.parametrize(
    "wrong",
    [{"polls": "1"}, {"managed": 1}, {"cure": "BREW_TEA"}, {"unused_codes": [1]}, {"identifier": None}],
)
def test_what_was_not_kept_here_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DecodeError):
        AppInstall.decode(AppInstall().wire() | wrong)


def test_everything_is_kept() -> None:
    install = accepted("NeedsRedemption").code_sent(CODE)
    refusal = AppInstall(taking_over=True, managed=True).answered(refused(12040))

    for kept in (AppInstall(), install, refusal):
        assert AppInstall.decode(json.loads(json.dumps(kept.wire()))) == kept


def test_an_answer_that_comes_twice_or_late_changes_nothing() -> None:
    first = answer(Identifier=APP, State="Queued", RequestType="InstallApplication")
    install = listed(AppInstall().answered(first), com_example_app="Managed")

    assert install.answered(first) == install
    redeeming = accepted("NeedsRedemption").code_sent(CODE)
    assert redeeming.answered(first) == redeeming


def test_the_answer_to_another_command_is_taken_for_no_answer_to_this_one() -> None:
    other = answer(RequestType="DeviceInformation", QueryResponses={})

    with pytest.raises(ValueError, match="expected the answer to InstallApplication or"):
        AppInstall().answered(other)
    with pytest.raises(ValueError, match="expected the answer to ManagedApplicationList"):
        take_list([AppInstall()], other)


WORDS = st.sampled_from([*AppState, "Levitating", ""])
CODES = st.none() | st.sampled_from(["A", "B", "C", "D"])
ENTRIES = st.none() | st.tuples(WORDS, CODES)


@given(st.lists(st.tuples(st.sampled_from(["list", "send", "answer", "keep"]), ENTRIES), max_size=20))
def test_whatever_comes_in_whatever_order_no_code_is_lost_or_doubled(events: list[Any]) -> None:
    install, told = accepted(), []
    for kind, entry in events:
        word, code = entry or ("Queued", None)
        if kind == "send":
            install = install.sent_again()
        elif kind == "answer":
            install = install.answered(answer(Identifier=APP, State=word))
        elif kind == "keep":
            install = AppInstall.decode(json.loads(json.dumps(install.wire())))
        elif entry is None:
            install = listed(install)
        else:
            spare = {} if code is None else {"UnusedRedemptionCode": code}
            install = listed(install, com_example_app={"Status": word, **spare})
            told += [code] if code else []
        assert install.next().after >= 0

    assert [code.reveal() for code in install.unused_codes] == list(dict.fromkeys(told))


def test_an_app_without_identifier_can_be_followed_by_nobody() -> None:
    for told in (answer(), answer(State="NeedsRedemption"), refused(reason="AppAlreadyQueued")):
        following = AppInstall().answered(told).next()

        assert following.step is Step.GIVE_UP
        assert "identifier" in following.text


def test_one_redemption_code_at_a_time() -> None:
    install = accepted("NeedsRedemption").code_sent(CODE)

    for again in (lambda: install.code_sent(Secret("EFGH-5678")), install.sent_again):
        with pytest.raises(ValueError, match="expected no redemption code on its way") as caught:
            again()
        assert "EFGH" not in str(caught.value)


def test_rules_can_be_other_ones() -> None:
    rules = PollRules(first=1, unchanged=1)
    install = accepted("Queued")

    assert install.next(rules).after == 1
    assert listed(install, com_example_app="Queued").next(rules).step is Step.GIVE_UP
