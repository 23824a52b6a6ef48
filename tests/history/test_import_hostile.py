"""Logs that are damaged or not what they seem: the import goes on, or says what to do."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.imported import imported, set_aside
from wuxing.core.source import Problems
from wuxing.history.logs.importing import import_log
from wuxing.history.logs.lines import LONGEST
from wuxing.history.logs.mapping_file import SHIPPED
from wuxing.history.logs.rows import NOT_TEXT, SHOWN

JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
HEAD = b"case,at,kind,by\n"
GOOD = b"C-1,2026-03-02T10:00+08:00,case.opened,a\n"
LATER = b"C-2,2026-03-02T11:00+08:00,case.opened,b\n"


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log.csv"


def reasons(log):
    return [(int(bad["line"]), bad["reason_en"]) for bad in set_aside(log)]


def refusal(log, mapping="generic", out="out/events.parquet"):
    with pytest.raises(Problems) as refused:
        import_log(log=log, mapping=mapping, out=log.parent / out)
    (problem,) = refused.value.found
    return problem.says


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"C-9,2026-03-02T10:00+08:00,case.opened\n", "has 3 columns instead of 4"),
        (b"C-9,2026-03-02T10:00+08:00,case.opened,a,b\n", "has 5 columns instead of 4"),
        (b"C-9,2026-03-02T10:00+08:00,case.opened,\xff\xfe\n", NOT_TEXT.en),
        (b'C-9,2026-03-02T10:00+08:00,case.opened,"open\n', "is not valid CSV (unexpected end of data)"),
        (b'C-9,2026-03-02T10:00+08:00,case.opened,"a"b\n', "is not valid CSV (',' expected after '\"')"),
    ],
)
def test_a_bad_row_costs_itself_only(log, bad, reason):
    log.write_bytes(HEAD + GOOD + bad + LATER)

    assert list(imported(log, "generic")) == ["C-1", "C-2"]
    assert reasons(log) == [(3, reason)]


def test_what_was_set_aside_can_be_read_again(log):
    log.write_bytes(HEAD + GOOD + b'C-9,"x\xff",y\n')

    imported(log, "generic")

    assert set_aside(log)[0]["raw"] == 'C-9,"x\\xff",y'


def test_a_quotation_mark_left_open_does_not_swallow_the_rows_after_it(log):
    rows = b"".join(b"C-%d,2026-03-02T10:00+08:00,case.opened,a\n" % n for n in range(5000, 9000))
    log.write_bytes(HEAD + GOOD + b'C-9,2026-03-02T10:00+08:00,case.opened,"open\n' + rows)

    assert len(imported(log, "generic")) == 4001
    assert [line for line, _ in reasons(log)] == [3]


def test_a_cell_may_have_several_lines(log):
    log.write_bytes(HEAD + b'C-1,2026-03-02T10:00+08:00,case.opened,"two\nlines"\n' + b"bad\n" + LATER)

    cases = imported(log, "generic")

    assert cases["C-1"][0].by == "two\nlines"
    assert [line for line, _ in reasons(log)] == [4]


def test_a_mark_windows_line_ends_and_empty_lines_do_no_harm(log):
    log.write_bytes(b"\xef\xbb\xbf" + (HEAD + GOOD + b"\n" + LATER + b"\n").replace(b"\n", b"\r\n"))

    assert list(imported(log, "generic")) == ["C-1", "C-2"]
    assert reasons(log) == []


def test_a_line_without_end_is_cut(log):
    log.write_bytes(HEAD + GOOD + b"x" * (2 * LONGEST + 5) + b"\n" + LATER)

    assert list(imported(log, "generic")) == ["C-1", "C-2"]
    assert reasons(log) == [(3, "the line is too long")]
    assert len(set_aside(log)[0]["raw"]) == SHOWN


@pytest.mark.parametrize("bad", ['{"case": "C-9", "at"', "[1, 2]", '{"case": NaN}', "[" * 100_000, '"text"'])
def test_a_broken_json_line_costs_itself_only(write_json, bad):
    good = {"case": "C-1", "at": "2026-03-02T10:00+08:00", "kind": "case.opened"}
    log = write_json(good, bad, good | {"case": "C-2"})

    assert list(imported(log, "generic")) == ["C-1", "C-2"]
    assert reasons(log) == [(2, "is no complete JSON object")]


def test_chinese_logs_in_gb18030_are_read_when_the_mapping_says_so(log, tmp_path):
    generic = (SHIPPED / "generic.yaml").read_text(encoding="utf-8")
    mapping = tmp_path / "mine.yaml"
    mapping.write_text(generic.replace("log:\n", "log:\n  encoding: gb18030\n"), "utf-8")
    log.write_bytes(HEAD + GOOD.replace(b",a", ",客服7".encode("gb18030")))

    assert imported(log, mapping)["C-1"][0].by == "客服7"


def test_chinese_column_names_in_another_encoding_are_explained(log):
    log.write_bytes("工单号,时间,事件\n".encode("gb18030"))

    assert "log: {encoding: gb18030}" in refusal(log).en


def test_a_log_without_one_good_row_is_refused_and_says_what_to_do(log):
    log.write_bytes(HEAD + b"C-1,someday,case.opened,a\n" * 3)

    says = refusal(log)

    assert says.en == (
        "None of 3 rows can be read; the first, line 2: “someday” in the column “at” is no time of the format iso. "
        "Check columns and time format against the mapping “generic”; log.csv.rejected.csv has every reason."
    )
    assert "3 行都无法读取；第一处在第 2 行" in says.zh
    assert len(reasons(log)) == 3
    assert not (log.parent / "out/events.parquet").exists()


@pytest.mark.parametrize("content", [b"", HEAD, b"\n\n"])
def test_an_empty_log_is_refused(log, content):
    log.write_bytes(content)

    assert refusal(log).en == "The log holds no rows."


def test_a_log_of_another_kind_is_refused_with_the_mapping_that_fits(log):
    log.write_bytes(HEAD + GOOD)

    says = refusal(log, "nyc311")

    assert says.en.startswith("The log lacks columns that the mapping “nyc311” needs: Unique Key, Created Date")
    assert says.en.endswith("It looks like a log for generic: try --mapping generic.")
    assert says.zh.endswith("请用 --mapping generic 试试。")


def test_a_misspelt_column_is_named_with_the_right_one(log):
    log.write_bytes(b"case,att,kind\nC-1,2026-03-02T10:00,case.opened\n")

    assert refusal(log).en.endswith("Its own columns: case, att, kind. Perhaps at → att?")


def test_two_columns_of_one_name_are_refused(log):
    log.write_bytes(b"case,at,kind,at\n")

    assert refusal(log).en == "The log has two columns “at”; rename one of them."


def test_half_a_gzip_file_is_refused(tmp_path):
    log = tmp_path / "log.csv.gz"
    log.write_bytes(
        gzip.compress(HEAD + b"".join(b"C-%d,2026-03-02T10:00,case.opened,a\n" % n for n in range(9999)))[:-900]
    )

    assert refusal(log).en.startswith("The file breaks off")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(("name", "content"), [("log.xlsx", b"PK\x03\x04"), ("log.csv", b"PK\x03\x04"), ("log", b"x")])
def test_a_file_of_another_format_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    assert "save an Excel workbook as CSV (UTF-8)" in refusal(tmp_path / name).en


def test_a_log_that_is_not_there_is_refused(tmp_path):
    assert refusal(tmp_path / "none.csv").en == "The log cannot be read (No such file or directory)."


def test_a_wrong_parquet_file_is_refused(tmp_path):
    (tmp_path / "log.parquet").write_bytes(b"PAR1 and nothing more PAR1")

    assert refusal(tmp_path / "log.parquet").en.startswith("The file breaks off")


def test_the_log_itself_is_never_overwritten(write_json):
    log = write_json({"case": "C-1", "at": "2026-03-02T10:00", "kind": "case.opened"})

    assert refusal(log, out="log.jsonl").en == "The event file would overwrite the log itself; give it another name."


def test_the_event_file_says_its_format_in_its_name(log):
    log.write_bytes(HEAD + GOOD)

    assert refusal(log, out="events.csv").en.startswith("The name of an event file ends in .parquet or .jsonl")


def test_a_place_that_cannot_be_written_to_is_told(log, tmp_path):
    log.write_bytes(HEAD + GOOD)
    (tmp_path / "out").touch()

    assert "Check space and permissions, or choose another place." in refusal(log).en


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("name", ["log.csv", "log.jsonl"])
@given(noise=st.lists(st.binary(max_size=30) | st.text(max_size=30).map(lambda text: text.encode()), max_size=8))
def test_noise_never_stops_the_import(tmp_path, name, noise):
    log = tmp_path / name
    good = HEAD + GOOD if name == "log.csv" else b'{"case":"C-1","at":"2026-03-02T10:00","kind":"case.opened"}\n'
    log.write_bytes(good + b"\n".join(noise))

    assert imported(log, "generic")["C-1"][0].kind == "case.opened"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    payload=st.dictionaries(
        st.text(), st.recursive(JSON, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
    )
)
def test_any_payload_is_kept_or_set_aside(write_json, payload):
    good = {"case": "C-1", "at": "2026-03-02T10:00+08:00", "kind": "case.opened"}

    events = imported(write_json(good, good | {"kind": "note.added", "payload": payload}), "generic")["C-1"]

    assert len(events) == 1 or events[1].payload == (payload or {})
