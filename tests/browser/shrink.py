"""PNG with 256 colours, a third of the size of the browser's own: the browser counts colours, zlib does the rest."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Page

# The commonest colours make the palette; what is left takes the nearest of them.
COUNT = """
async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, picture.width, picture.height);
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts].sort((one, other) => other[1] - one[1]).slice(0, 256).map(([colour]) => colour);
  const nearest = new Map(palette.map((colour, index) => [colour, index]));
  const distance = (one, other) =>
    ((one >> 16) - (other >> 16)) ** 2 * 2 + (((one >> 8) & 255) - ((other >> 8) & 255)) ** 2 * 4 +
    ((one & 255) - (other & 255)) ** 2 * 3;
  for (const colour of counts.keys()) {
    if (nearest.has(colour)) continue;
    let best = 0;
    for (let index = 1; index < palette.length; index += 1)
      if (distance(colour, palette[index]) < distance(colour, palette[best])) best = index;
    nearest.set(colour, best);
  }
  const indices = new Uint8Array(data.length / 4);
  for (let at = 0; at < indices.length; at += 1)
    indices[at] = nearest.get((data[4 * at] << 16) | (data[4 * at + 1] << 8) | data[4 * at + 2]);
  let text = "";
  for (let at = 0; at < indices.length; at += 32768) text += String.fromCharCode(...indices.subarray(at, at + 32768));
  return { width: picture.width, height: picture.height, palette, indices: btoa(text) };
}
"""


def shrink(page: Page, png: bytes) -> bytes:
    """The same picture with at most 256 colours; `page` is any blank page that may do the counting."""
    counted = page.evaluate(COUNT, base64.b64encode(png).decode())
    width, height = counted["width"], counted["height"]
    indices = base64.b64decode(counted["indices"])
    rows = b"".join(b"\0" + indices[row * width : (row + 1) * width] for row in range(height))
    palette = b"".join(struct.pack(">I", colour)[1:] for colour in counted["palette"])
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    pieces = [(b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in pieces)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
