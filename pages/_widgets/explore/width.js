// Tells the page how wide its charts may be, at first and when that changes: charts that stand side by side cannot stretch.
export default function ({ data, setStateValue }) {
  let told = data.told;
  let waiting;
  let watching;
  const watch = () => {
    const place = document.querySelector(data.place);
    if (!place) {
      // On a slow line this is here before the charts are.
      waiting = setTimeout(watch, 200);
      return;
    }
    const tell = () => {
      const width = Math.floor(place.clientWidth / data.step) * data.step;
      if (width && width !== told) setStateValue("width", (told = width));
    };
    watching = new ResizeObserver(() => {
      clearTimeout(waiting);
      waiting = setTimeout(tell, 200);
    });
    watching.observe(place);
  };
  watch();
  return () => {
    clearTimeout(waiting);
    watching?.disconnect();
  };
}
