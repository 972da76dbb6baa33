"""What of a paper would be passed over in silence is refused, with the file and the remedy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from verify.paper import BUILT_IN, find, keys, load

EXAMPLE = Path(__file__).parent / "example_paper"
HEAD = '''
import sympy as sp

from verify.claim import Section
from verify.statements.scalar import Equal
from verify.variables import Variables

V = Variables()
x = V.declare("x")
{name} = {section}
'''
CLAIM = '''

@section.claim("one", "One", kind="identity", place="(1)")
def one():
    """(x+1)^2"""
    return Equal((x + 1)**2, x**2 + 2*x + 1, V)
'''
ALONE = HEAD.format(name="section", section='Section("more", title="More", order=9)')
Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def paper(tmp_path: Path) -> Write:
    """A copy of the example, with further files."""
    def written(files: dict[str, str]) -> Path:
        folder = tmp_path / "a_paper"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return folder
    return written


@pytest.mark.parametrize(("name", "section"), [
    ("part", 'Section("more", title="More", order=9)'), ("parts", '[Section("more", title="More", order=9)]'),
    ("parts", '{1: Section("more", title="More", order=9)}'),
    ("section, other", 'Section("a", title="A", order=8), Section("b", title="B", order=9)'),
])
def test_a_section_under_another_name_is_refused(paper: Write, name: str, section: str) -> None:
    folder = paper({"more.py": HEAD.format(name=name, section=section)})
    with pytest.raises(ValueError, match=rf"must be called `section`.* more\.py has it in `{name.split()[-1]}`; rename it"):
        load(folder)


def test_a_section_in_paper_py_is_refused(paper: Write) -> None:
    text = (EXAMPLE / "paper.py").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match=r"one in each file beside paper\.py, but paper\.py has it in `section`"):
        load(paper({"paper.py": text + ALONE}))


LOOP = "for k in (1, 2):\n    @setting.section.claim(k)\n    def f(): ..."


@pytest.mark.parametrize(("name", "target"), [
    ("part/more.py", "part_more.py"), ("a/b/more.py", "a_b_more.py"), ("part/__init__.py", "part.py")])
@pytest.mark.parametrize("text", [ALONE, "from ..setting import section\n" + CLAIM, LOOP])
def test_claims_in_a_subfolder_are_refused(paper: Write, name: str, target: str, text: str) -> None:
    with pytest.raises(ValueError, match=rf"but {name} has some, which nothing imports; move it to a_paper/{target}$"):
        load(paper({name: text}))


def test_a_subfolder_may_hold_what_is_no_claim_of_the_paper(paper: Write) -> None:
    other = (EXAMPLE / "paper.py").read_text(encoding="utf-8")
    folder = paper({
        "tools/series.py": "# Section() is said in words\nTWO = 2\n", "tests/test_more.py": ALONE + CLAIM,
        ".venv/lib/more.py": ALONE + CLAIM,
        "second/paper.py": other, "second/one.py": ALONE + CLAIM, "second/deep/one.py": ALONE + CLAIM,
    })
    assert len(load(folder).claims) == 10


def test_a_section_that_is_imported_from_a_subfolder_is_read(paper: Write) -> None:
    folder = paper({"more.py": "from .part.more import section\n", "part/more.py": ALONE + CLAIM})
    assert "one" in load(folder).claims


@pytest.mark.parametrize("files", [{}, {"more.py": ALONE}, {"more.py": "x = 1\n"}])
def test_a_paper_without_claims_is_refused(paper: Write, files: dict[str, str]) -> None:
    folder = paper(files)
    for name in ("setting.py", "relaxation.py"):
        (folder / name).unlink()
    with pytest.raises(ValueError, match=r"a paper must have a claim, but .* write `section = Section\(.*@section\.claim"):
        load(folder)


def looped(header: str, body: str = "") -> str:
    return ALONE + f'''
for k in (2, 3):
    @section.claim(f"l{{k}}", "Power", kind="identity", place="")
    def power({header}):
        r"""(x+1)^k"""
        return Equal((x + 1)**k, sp.expand((x + 1)**k), V)
{body}'''


def test_claims_of_a_loop_that_are_one_function_are_refused(paper: Write) -> None:
    with pytest.raises(ValueError, match=r"but l2 and l3 are both `power` with the same values.* write `def power\(k=k\)`"):
        load(paper({"more.py": looped("")}))


FACTORY = ALONE + '''
def made(*, late):
    for k in (2, 3):
        def add(n):
            @section.claim(f"l{k}", "Power", kind="identity", place="")
            def power():
                """(x+1)^k"""
                return Equal((x + 1)**n, sp.expand((x + 1)**(k if late else n)), V)
        add(k)
        if late:
            @section.claim(f"m{k}", "Power", kind="identity", place="")
            def again():
                """(x+1)^k"""
                return Equal((x + 1)**k, sp.expand((x + 1)**k), V)

made(late=LATE)
'''


def test_claims_that_close_over_one_variable_are_refused(paper: Write) -> None:
    with pytest.raises(ValueError, match="but m2 and m3 are both `again`"):
        load(paper({"more.py": FACTORY.replace("LATE", "True")}))


@pytest.mark.parametrize("text", [looped("k=k"), looped("*, k=k"), FACTORY.replace("LATE", "False")])
def test_claims_of_a_loop_with_a_value_each_are_read(paper: Write, text: str) -> None:
    claims = load(paper({"more.py": text})).claims
    assert str(claims["l2"].build()) != str(claims["l3"].build())


def test_a_correction_that_is_shared_is_refused(paper: Write) -> None:
    shared = looped("k=k", '''    @power.corrected(why="", error="slip", consequence="")
    def right():
        """right"""
        return Equal(x * k, k * x, V)
''')
    with pytest.raises(ValueError, match="both `right`"):
        load(paper({"more.py": shared}))


@pytest.mark.parametrize("key", keys())
def test_of_the_papers_at_hand_nothing_is_passed_over(key: str) -> None:
    assert find(key).parent == BUILT_IN and load(find(key)).claims
