/** A text with some letters marked, such as a search's matches; `at` are their positions. */
export function Marked({ text, at }: { text: string; at: readonly number[] }) {
  if (at.length === 0) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {runsOf([...text], new Set(at)).map((run) =>
        run.isMarked ? (
          <b key={run.from} className="font-semibold text-accent">
            {run.text}
          </b>
        ) : (
          run.text
        ),
      )}
    </bdi>
  );
}

/** The letters as runs of marked and plain ones. */
function runsOf(letters: readonly string[], at: ReadonlySet<number>) {
  const runs: { text: string; isMarked: boolean; from: number }[] = [];
  for (const [from, letter] of letters.entries()) {
    const last = runs.at(-1);
    const isMarked = at.has(from);
    if (last?.isMarked === isMarked) last.text += letter;
    else runs.push({ text: letter, isMarked, from });
  }
  return runs;
}
