const loaded = Clerk.load({ ui: { ClerkUI: window.__internal_ClerkUICtor } });

window.mount = () => {
  const place = document.body.appendChild(document.createElement("div"));
  let isWanted = true;
  loaded.then(() => isWanted && Clerk.mountUserProfile(place));
  return () => {
    isWanted = false;
    Clerk.unmountUserProfile(place);
    place.remove();
  };
};
