import "@radix-ui/themes/styles.css";
import "@workos-inc/widgets/styles.css";
import { Pipes, WorkOsWidgets } from "@workos-inc/widgets";
import { createRoot } from "react-dom/client";

const claims = { permissions: [], exp: 4_102_444_800 };

/** The token that a host would have put into the page. */
const token = `bench.${btoa(JSON.stringify(claims))}.bench`;

function mount() {
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  root.render(
    <WorkOsWidgets apiHostname={location.hostname} port={Number(location.port)} https={false} theme={{ appearance: "light" }}>
      <Pipes authToken={token} />
    </WorkOsWidgets>,
  );
  return () => {
    root.unmount();
    place.remove();
  };
}

if (document.documentElement.dataset.idle === undefined) mount();
else window.mount = mount;
