"""`registry units` and the mirror of a department that only lists name."""

import json

from tests.cli.test_commands import Run, run

__all__ = ["run"]


def test_a_unit_is_recorded_renamed_merged_and_listed(run: Run) -> None:
    unit = json.loads(run("units", "record", "县烟草专卖局", "--kind", "vertical", "--as", "sun", "--json").stdout)
    assert unit["kind"] == "VERTICAL"
    other = json.loads(run("units", "record", "县盐务局", "--also", "盐务局", "--as", "sun", "--json").stdout)
    assert "县烟草管理局" in run("units", "rename", unit["code"], "县烟草管理局", "--as", "sun").stdout
    ahead = run("units", "merge", other["code"], unit["code"], "--from", "2099-01-01", "--as", "sun")
    assert ahead.exit_code == 2 and "DAY_IN_FUTURE" in ahead.stderr
    merged = run("units", "merge", other["code"], unit["code"], "--from", "2026-01-01", "--as", "sun")
    assert merged.exit_code == 0
    listed = json.loads(run("units", "list", "--place", "620102", "--as", "sun", "--json").stdout)
    names = [one["name"] for one in listed["units"]]
    assert "县烟草管理局" in names and "县盐务局" not in names
    refused = run("units", "record", "县民政局", "--as", "sun")
    assert refused.exit_code == 2 and "UNIT_NAME_TAKEN" in refused.stderr
    assert run("units", "record", "县某局", "--as", "li").exit_code == 2
