"""What does a photo cost? All variants of 12-megapixel photos: our darkroom, sandbox included, and sharp in turn on the same files.

    python bench/images.py --rounds 5
    python bench/images.py --script FILE.mjs --mode natural   # any Node program that takes MODE FILE.. and prints the same line of JSON

Both do the same: thumb, feed, full (the last two marked), blur, a ThumbHash and the dominant colour; WebP of quality 80, blur 60.
A round runs each side once, the order turned, and gives a ratio; the median of the rounds' ratios is the figure to quote, the absolute
times are this machine's at this hour. Ours counts everything: the parent, each child, its birth, its proofs, the pipes.
"""

import argparse
import asyncio
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from exibidos.cli.seed.pictures import CATALOGUE, Plate, paint
from exibidos.media import Darkroom, Mark
from exibidos.media.limits import PICTURES_PER_CHILD
from exibidos.media.watermark import draw_mark

_MEGAPIXELS = 12_000_000
_GENRES = ("forest", "city", "sea", "flower")  # leaves and windows are dear to encode, water and petals are cheap
_PEER = Path(__file__).with_name("peer")
_MARK = Mark(slug="ana", club="exibidos")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--script", type=Path, help="the peer's program (default: the one beside this file)")
    parser.add_argument(
        "--mode", action="append", help="the peer's ways, each compared (default: pipelines, clone, base)"
    )
    parser.add_argument("--ours", nargs="+", help=argparse.SUPPRESS)  # this same program, as one side of a round
    args = parser.parse_args()
    if args.ours:
        print(json.dumps(asyncio.run(develop([Path(name).read_bytes() for name in args.ours]))))
        return
    modes = args.mode or ["pipelines", "clone", "base"]
    with tempfile.TemporaryDirectory() as folder:
        photos = paint_photos(Path(folder))
        sides = {"ours": [sys.executable, __file__, "--ours", *photos]}
        sides |= {f"sharp {mode}": peer(mode, args.script, Path(folder), photos) for mode in modes}
        print(compare(sides, args.rounds))


def paint_photos(folder: Path) -> list[str]:
    """Return paths of painted photos of 12 megapixels, with a lens's grain, as a camera would write them."""
    paths = []
    for genre in _GENRES:
        plate: Plate = next(plate for plate in CATALOGUE if plate.genre == genre)
        path = folder / f"{plate.name}.jpg"
        path.write_bytes(paint(plate, math.sqrt(_MEGAPIXELS / (plate.width * plate.height))))
        paths.append(str(path))
    return paths


def peer(mode: str, script: Path | None, folder: Path, photos: list[str]) -> list[str]:
    """Return the peer's command; its packages are installed once, from its lock file."""
    if script:
        return ["node", str(script), mode, *photos]
    if not (_PEER / "node_modules").exists():
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=_PEER, check=True)
    mark = folder / "mark.png"
    letters = draw_mark(_MARK)
    letters.new_from_image(255).bandjoin([letters.new_from_image(255)] * 2 + [letters]).copy(
        interpretation="srgb"
    ).pngsave(str(mark))
    return ["node", str(_PEER / "images.mjs"), mode, str(mark), *photos]


async def develop(photos: list[bytes]) -> dict[str, float]:
    """Develop as many pictures as a child lives for, one after the other; CPU is that of this process and of all its children."""
    count = PICTURES_PER_CHILD
    before = _cpu_seconds()
    begun = time.perf_counter()
    async with Darkroom(children=1) as darkroom:
        for number in range(count):
            await darkroom.develop(photos[number % len(photos)], _MARK)
        wall = time.perf_counter() - begun
    return {"n": count, "cpu_per_img": (_cpu_seconds() - before) / count, "wall_per_img": wall / count}


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def compare(sides: dict[str, list[str]], rounds: int) -> str:
    """Return a table: seconds per photo, and ours as a share of each other side, round by round."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
    names = list(sides)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            printed = subprocess.run(
                sides[name], check=True, capture_output=True, text=True, env={**os.environ, "REPEAT": "4"}
            ).stdout
            runs[name].append(json.loads(printed.splitlines()[-1]))
    lines = [
        f"{rounds} rounds, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "| | CPU s/photo | wall s/photo | ours / theirs, CPU | ours / theirs, wall |",
        "|---|---|---|---|---|",
    ]
    for name, theirs in runs.items():
        cells = [f"{statistics.median(run[f'{what}_per_img'] for run in theirs):.3f}" for what in ("cpu", "wall")]
        for what in ("cpu", "wall"):
            ratios = [
                ours[f"{what}_per_img"] / other[f"{what}_per_img"]
                for ours, other in zip(runs["ours"], theirs, strict=True)
            ]
            cells.append(f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
