// A heap snapshot, for what a total does not tell: how much of the heap is compiled code. V8 goes on compiling what runs
// often long after a page has started, and lets go of it when memory is short.

/** The bytes of code in a tab's heap: machine code, bytecode, and what belongs to them. */
export async function codeSize(tab) {
  const chunks = [];
  tab.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await tab.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  const { snapshot, nodes } = JSON.parse(chunks.join(""));
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf("type"), fields.indexOf("self_size")];
  const code = types[type].indexOf("code");
  let sum = 0;
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (nodes[at + type] === code) sum += nodes[at + size];
  }
  return sum;
}
