"""The README's ten lines work."""

import re

from conftest import PROJECT


def test_the_ten_lines(tmp_path, monkeypatch, capsys):
    text = (PROJECT / "Python/README.md").read_text()
    (lines,) = re.findall(r"<!-- tested.*?-->\n```python\n(.*?)```", text, re.S)
    assert len([line for line in lines.splitlines() if line]) == 10
    (tmp_path / "data").symlink_to(PROJECT / "data")
    monkeypatch.chdir(tmp_path)
    exec(lines, {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("1.8571 ")
    assert printed[1].endswith("kW.h in all")
    assert printed[2] == "table"
    assert (tmp_path / "copy.hasb").exists()
