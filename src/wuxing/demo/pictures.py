"""Small pictures that customers send: drawn, a product and what is wrong with it."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw

SIZE = (480, 360)
WALLS = ("#b9c4c9", "#cbbfae", "#aeb8a9", "#c6c2bb")
BODIES = {
    "washer": "#e7eaec",
    "fridge": "#8d99a3",
    "water-heater": "#dfe3e4",
    "range-hood": "#3c4348",
    "air-conditioner": "#eef0ef",
    "water-purifier": "#4a5a63",
}


@lru_cache(maxsize=64)
def picture(product: str, variant: int) -> bytes:
    """A PNG of a product; the variant chooses wall, light and what is wrong: a puddle, a code, a crack."""
    image = Image.new("RGB", SIZE, WALLS[variant % len(WALLS)])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 262, *SIZE), fill="#9a7f5e")
    for x in range(-40, SIZE[0], 96):
        draw.line((x, SIZE[1], x + 60, 262), fill="#846b4d", width=2)
    _body(draw, product)
    (_puddle, _code, _crack)[variant % 3](draw, variant)
    drawn = io.BytesIO()
    image.save(drawn, "PNG")
    return drawn.getvalue()


def _body(draw: ImageDraw.ImageDraw, product: str) -> None:
    colour = BODIES.get(product, BODIES["washer"])
    if product in ("range-hood", "air-conditioner"):
        draw.rounded_rectangle((90, 70, 390, 160), 12, fill=colour, outline="#31424c", width=3)
        draw.line((110, 142, 370, 142), fill="#31424c", width=4)
        return
    draw.rounded_rectangle((140, 46, 340, 296), 14, fill=colour, outline="#31424c", width=3)
    if product == "washer":
        draw.ellipse((176, 116, 304, 244), fill="#5c707b", outline="#31424c", width=6)
        draw.ellipse((200, 140, 280, 220), fill="#31424c")
    elif product == "fridge":
        draw.line((140, 160, 340, 160), fill="#31424c", width=3)
        draw.line((324, 70, 324, 140), fill="#dfe8ec", width=5)
    else:
        draw.rounded_rectangle((196, 84, 284, 136), 8, fill="#1d2023")
        draw.line((200, 296, 200, 330), fill="#5c707b", width=8)
        draw.line((280, 296, 280, 330), fill="#5c707b", width=8)


def _puddle(draw: ImageDraw.ImageDraw, variant: int) -> None:
    shift = 12 * (variant % 5)
    draw.ellipse((110 + shift, 292, 330 + shift, 346), fill="#cfdbe0", outline="#aebfc7", width=2)
    draw.ellipse((236 + shift, 252, 246 + shift, 272), fill="#cfdbe0")


def _code(draw: ImageDraw.ImageDraw, variant: int) -> None:
    draw.rounded_rectangle((188, 64, 292, 112), 6, fill="#10181c")
    draw.text((206, 70), f"E{variant % 7 + 1}", fill="#ff6a4d", font_size=34)


def _crack(draw: ImageDraw.ImageDraw, variant: int) -> None:
    x = 214 + 6 * (variant % 7)
    draw.line((x, 118, x + 10, 138, x + 4, 154, x + 18, 176), fill="#b8301f", width=4)
    draw.ellipse((x - 34, 96, x + 46, 196), outline="#b8301f", width=4)
