"""Write `docs/picture.svg`, the family tree of the example story, from what Stemma finds in it.

python docs/make_picture.py            write the picture
python docs/make_picture.py --check    exit 1 if it is out of date; write nothing
"""

from __future__ import annotations

import sys
from pathlib import Path

PICTURE = Path(__file__).parent / "picture.svg"
EXAMPLE = Path(__file__).parents[1] / "examples" / "visit"


def draw() -> str:
    """The picture that `stemma export --as picture` writes of the example story."""
    import stemma  # noqa: PLC0415 - as in make_reference.py
    from stemma.export.page import render_picture  # noqa: PLC0415

    result = stemma.read([EXAMPLE], one_story=True)
    return render_picture(result, result.stories[0])


def main() -> None:
    """Write the picture, or check it."""
    if "--check" not in sys.argv:
        PICTURE.write_text(draw(), encoding="utf-8")
    elif PICTURE.read_text(encoding="utf-8") != draw():
        sys.exit("docs/picture.svg is out of date; renew it with: make docs")


if __name__ == "__main__":
    main()
