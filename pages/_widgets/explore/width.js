// Tells the page how wide its charts may be, at first and when that changes: charts that stand side by side cannot stretch.
export default function ({ data, setStateValue }) {
  const place = document.querySelector(data.place);
  if (!place) return undefined;
  let told = data.told;
  let waiting;
  const tell = () => {
    const width = Math.floor(place.clientWidth / data.step) * data.step;
    if (width && width !== told) setStateValue("width", (told = width));
  };
  const watching = new ResizeObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, 200);
  });
  watching.observe(place);
  return () => {
    clearTimeout(waiting);
    watching.disconnect();
  };
}
