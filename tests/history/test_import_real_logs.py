"""The real logs of ../shared/data, imported with the shipped mappings; skipped where they are not there."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from history.imported import told
from wuxing.history.events.stream import cases_of, read_header
from wuxing.history.logs.importing import import_log
from wuxing.history.logs.mapping_file import guess_mapping

ITSM = "itsm-incident-log/incident_event_log.csv.gz"
NYC = "nyc311-animals/311_Animals_short.csv.gz"
REPAIR = "open-repair-restart/OpenRepairData_v0.3_RestartProject_202204.csv.gz"


@pytest.fixture(scope="module")
def imports(real_log, tmp_path_factory):
    """Import each real log once: gives the summary and the path of the event file."""
    done = {}

    def get(name, mapping):
        if mapping not in done:
            out = tmp_path_factory.mktemp(mapping) / "events.parquet"
            done[mapping] = import_log(log=real_log(name), mapping=mapping, out=out), out
        return done[mapping]

    return get


@pytest.fixture(scope="module")
def incidents(imports):
    return dict(cases_of(source=imports(ITSM, "servicenow")[1]))


def test_every_row_of_the_incident_log_is_read(imports):
    summary, _ = imports(ITSM, "servicenow")

    assert (summary.rows, summary.cases, summary.rejected, summary.without_opening) == (119_998, 20_769, 0, 0)
    assert summary.kinds == {
        "case.assigned": 36_599,
        "case.classified": 337,
        "case.closed": 20_776,
        "case.opened": 20_769,
        "case.reopened": 276,  # as often as the log's own counter rises
        "case.resolved": 21_041,
        "wait.ended": 5_551,
        "wait.started": 5_551,
    }


def test_the_incident_log_is_imported_within_20_seconds(imports):
    assert imports(ITSM, "servicenow")[0].seconds < 20


def test_7_of_100_resolved_incidents_live_one_minute(incidents):
    resolved = [events for events in incidents.values() if any(event.kind == "case.resolved" for event in events)]
    at_once = [events for events in resolved if len({event.at for event in events if event.kind != "case.closed"}) == 1]

    assert len(resolved) == 20_765
    assert f"{len(at_once) / len(resolved):.1%}" == "6.9%"


def test_every_incident_is_opened_once_and_its_numbers_have_no_gap(incidents):
    for events in incidents.values():
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert sum(event.kind == "case.opened" for event in events) == 1


def test_waits_of_one_reason_start_and_end_in_turn(incidents):
    for case, events in incidents.items():
        waiting = None
        for event in events:
            if event.kind == "wait.started":
                assert waiting is None, case
                waiting = event.payload["reason"]
            elif event.kind == "wait.ended":
                assert waiting == event.payload["reason"], case
                waiting = None


def test_the_incident_that_is_cut_off_stays_open(incidents):
    assert told(incidents["INC0029233"]) == [("05-13 11:49", "case.opened"), ("05-13 11:49", "case.assigned")]


def test_a_state_without_a_name_is_no_event(incidents):
    assert told(incidents["INC0028089"]) == [
        ("05-10 22:09", "case.opened"),
        ("05-10 22:09", "case.assigned"),
        ("06-16 12:03", "case.resolved"),
        ("06-21 13:07", "case.closed"),
    ]


def test_five_incidents_have_rows_from_before_their_opening(imports, incidents):
    early = [case for case, events in incidents.items() if events[0].kind != "case.opened"]

    assert early == ["INC0000130", "INC0000131", "INC0000134", "INC0000135", "INC0000164"]
    assert imports(ITSM, "servicenow")[0].before_opening == 5


def test_every_request_of_new_york_is_read(imports):
    summary, _ = imports(NYC, "nyc311")

    assert (summary.rows, summary.cases, summary.rejected) == (4_969, 4_969, 0)
    assert summary.kinds == {"case.closed": 4_692, "case.opened": 4_969, "case.resolved": 4_692}


def test_a_night_without_its_second_hour_is_an_hour_shorter(imports):
    """Opened on 9 March 2025 at 1:36, closed on the 11th at 15:35: the clocks went from 2:00 to 3:00 meanwhile."""
    cases = cases_of(source=imports(NYC, "nyc311")[1])
    zone = ZoneInfo("America/New_York")

    (events,) = (events for _, events in cases if told(events, zone)[0] == ("03-09 01:36", "case.opened"))

    assert told(events, zone)[1] == ("03-11 15:35", "case.resolved")
    assert events[1].at - events[0].at == ((2 * 24 + 14) * 60 - 1 - 60) * 60


def test_requests_are_complaints_or_service_and_abuse_is_urgent(imports):
    classes = Counter(
        (events[0].payload["class"]["business"], events[0].payload["class"]["urgency"])
        for _, events in cases_of(source=imports(NYC, "nyc311")[1])
    )

    assert classes == {
        ("after-sales", "normal"): 1_695 + 921,
        ("complaint", "urgent"): 1_804,
        ("complaint", "normal"): 549,
    }


def test_a_date_is_not_supplied_as_a_time(imports):
    summary, out = imports(REPAIR, "openrepair")

    assert (summary.rows, summary.cases, summary.rejected) == (23_940, 23_940, 0)
    assert summary.kinds == {"case.opened": 23_940, "case.resolved": 12_409 + 4_851}
    assert read_header(out).supplies == ("case.opened",)


@pytest.mark.parametrize(("name", "mapping"), [(ITSM, "servicenow"), (NYC, "nyc311"), (REPAIR, "openrepair")])
def test_the_real_logs_are_recognised(real_log, name, mapping):
    assert guess_mapping(real_log(name)) == mapping
