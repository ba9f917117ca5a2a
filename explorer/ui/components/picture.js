// Shows a picture that Python drew as SVG, and hands it out as SVG or PNG, both made in the browser.
const PIXELS = 2; // PNG pixels per SVG unit, sharp on slides

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function rasterize(image, then) {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * PIXELS;
  canvas.height = image.naturalHeight * PIXELS;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob(then, "image/png");
}

export default function ({ data, parentElement }) {
  const image = parentElement.querySelector("img");
  const [asPng, asSvg] = parentElement.querySelectorAll("button");
  const picture = new Blob([data.svg], { type: "image/svg+xml" });
  const address = URL.createObjectURL(picture);
  image.src = address;
  image.alt = data.alt;
  asPng.textContent = data.png_label;
  asSvg.textContent = data.svg_label;
  asPng.onclick = () => rasterize(image, (blob) => save(blob, data.name + ".png"));
  asSvg.onclick = () => save(picture, data.name + ".svg");
  return () => URL.revokeObjectURL(address);
}
