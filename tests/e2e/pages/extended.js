// As libraries of another age did: members that every loop over an object or a list meets.
Object.prototype.extendedByPage = "a member of the page";
for (const { prototype } of [Array, String, Promise]) {
  prototype.last = function () {
    throw new Error("a member of the page was called");
  };
}
