/** The data of one server-sent event. Its id, the cursor, stands in the data too. */
export type Frame = { data: string };

/** Reads server-sent events from text that arrives in pieces. Comments, which are heartbeats, make no frame. */
export function createFrameReader(onFrame: (frame: Frame) => void): (text: string) => void {
  let rest = "";
  let data: string[] = [];
  const readLine = (line: string) => {
    if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
    if (line !== "" || data.length === 0) return;
    onFrame({ data: data.join("\n") });
    data = [];
  };
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) readLine(line.endsWith("\r") ? line.slice(0, -1) : line);
  };
}
