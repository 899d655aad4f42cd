const profile = document.getElementById("profile");

Clerk.load({ ui: { ClerkUI: window.__internal_ClerkUICtor } }).then(() => Clerk.mountUserProfile(profile));
