"""What an upload costs the request: memory and seconds, for the largest of each kind.

    .venv/bin/python -m bench.pictures

Each picture is cleaned in a process of its own. Its baseline is what that process has
used when everything is imported and the upload is in memory. It ends with 1 where a
kind needs more than 200 MiB above that, or more than two seconds of the processor.
"""

import math
import multiprocessing
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from centre.pictures.uploads import (
    LIMITS,
    LONGEST_UPLOAD,
    MEGA,
    PictureRefused,
    clean_picture,
)

MAX_MIB, MAX_SECONDS = 200, 2.0
NOISE = 6  # of 255: grain enough that nothing is packed away, within 15 MB
PASSES, LIGHT = {"progressive": True}, {"compress_level": 1}
# Kind, name, mode, and how Pillow writes it.
KINDS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("JPEG", "JPEG", "RGB", {}),
    ("JPEG", "JPEG in grey", "L", {}),
    ("JPEG", "JPEG in CMYK", "CMYK", {}),
    ("passes", "JPEG, progressive", "RGB", PASSES),
    ("passes", "JPEG, progressive 4:4:4", "RGB", {**PASSES, "subsampling": 0}),
    ("passes", "JPEG, progressive, CMYK", "CMYK", PASSES),
    ("PNG", "PNG", "RGB", LIGHT),
    ("PNG", "PNG, transparent", "RGBA", LIGHT),
    ("PNG", "PNG, 16 bits of grey", "I;16", LIGHT),
    ("PNG", "PNG, palette", "P", LIGHT),
    ("WEBP", "WebP", "RGB", {"method": 0}),
    ("WEBP", "WebP, transparent", "RGBA", {"method": 0, "quality": 60}),
    ("WEBP", "WebP, lossless", "RGBA", {"lossless": True, "quality": 0, "method": 0}),
    ("AVIF", "AVIF", "RGB", {"speed": 10}),
    ("AVIF", "AVIF, 4:4:4, transparent", "RGBA", {"speed": 10, "subsampling": "4:4:4"}),
    ("GIF", "GIF", "P", {}),
]  # fmt: skip
SHAPES = {"square": 1.0, "3:2": 1.5, "panorama": 12.0, "unscaled": 1.0}
UNSCALED = 5119  # as long as a side can be before a JPEG is decoded at half its size


def main() -> int:
    """Print a line for each kind in each shape; return 1 if one is over its limit."""
    sys.stdout.write(f"{'':38}limit MP   peak MiB   seconds\n")
    over = False
    with tempfile.TemporaryDirectory() as folder:
        for kind, name, shape, path in _pictures(Path(folder)):
            baseline, peak, seconds, result = _in_child(_clean, path)
            over |= peak > MAX_MIB or seconds > MAX_SECONDS or "x" not in result
            sys.stdout.write(
                f"{name:26}{shape:12}{LIMITS[kind]:8}{peak:11.0f}{seconds:10.2f}"
                f"   {result}, baseline {baseline:.0f}\n"
            )
            sys.stdout.flush()
    return int(over)


def _pictures(folder: Path) -> Iterator[tuple[str, str, str, Path]]:
    for kind, name, mode, options in KINDS:
        for shape, ratio in SHAPES.items():
            height = int(math.sqrt(LIMITS[kind] * MEGA / ratio))
            if shape == "unscaled":
                height = min(height, UNSCALED)
            size = (min(int(height * ratio), LONGEST_UPLOAD), height)
            path = folder / "picture"
            _in_child(_draw, path, kind, mode, options, size)
            yield kind, name, shape, path


def _draw(path: Path, kind: str, mode: str, options: Any, size: Any) -> None:
    """Write a picture; with grain in a part only where all of it would be too heavy."""
    shade = Image.radial_gradient("L").resize(size)
    packed = kind == "PNG" or "lossless" in options
    grain = Image.effect_noise((size[0], size[1] // 4 if packed else size[1]), NOISE)
    grained = shade.copy()
    grained.paste(grain)
    bands = [shade, grained, shade, grained][: len(mode)]
    if mode == "I;16":
        picture = grained.convert("I;16")
    else:
        picture = shade if mode in {"L", "P"} else Image.merge(mode, bands)
    picture.save(path, "JPEG" if kind == "passes" else kind, **options)


def _clean(path: Path) -> tuple[float, float, float, str]:
    upload = ContentFile(path.read_bytes(), name="upload")
    baseline = _peak()
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        clean = clean_picture(upload)
        result = f"{clean.width} x {clean.height} {clean.extension}"
    except PictureRefused as refused:
        result = f"refused: {refused.code}"
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return baseline, _peak() - baseline, seconds, result


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _in_child(work: Callable[..., Any], *args: Any) -> Any:
    """Return what a function returns in a new process, which inherits no memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, args)


if __name__ == "__main__":
    sys.exit(main())
