const NOTES = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.11 },
];
const LENGTH_S = 0.18;
const VOLUME = 0.08;

let context: AudioContext | undefined;

/** Two soft notes. A browser lets a page be heard only after somebody has touched it. */
export function playSound(): void {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume().catch(() => undefined); // not touched yet
  const start = context.currentTime;
  for (const { hertz, at } of NOTES) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(VOLUME, start + at);
    volume.gain.exponentialRampToValueAtTime(0.001, start + at + LENGTH_S);
    tone.connect(volume).connect(context.destination);
    tone.start(start + at);
    tone.stop(start + at + LENGTH_S);
  }
}
