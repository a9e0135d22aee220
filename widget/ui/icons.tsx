/** @jsxImportSource preact */

const PATHS = {
  chat: "M12 3.5c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.6 3.3 6l-.6 3.1c-.1.5.4.8.8.6l3.4-1.8c.7.1 1.4.2 2.1.2 5 0 9-3.5 9-8.1 0-4.3-4-7.7-9-7.7Z",
  down: "m6 9.5 6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  back: "m14.5 5.5-6.5 6.5 6.5 6.5",
  send: "M12 19V5.5m-6 6 6-6 6 6",
  attach:
    "m20 11.5-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.4 3.4 0 0 1 4.8 4.8l-8.6 8.6a1.7 1.7 0 0 1-2.4-2.4l7.9-7.9",
  emoji: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14.2a4.3 4.3 0 0 0 7 0M9 9.6v.1M15 9.6v.1",
  file: "M13.5 3.5H7a1.5 1.5 0 0 0-1.5 1.5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5l-5-5Zm0 0v5h5",
  mail: "M4 6.5h16v11H4zM4 7l8 6 8-6",
  sent: "m5 12.5 4.5 4.5L19 7.5",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 8v4.2l2.6 1.8",
};

/** A picture beside a text or a name of the control: it has none of its own. */
export const Icon = ({ name }: { name: keyof typeof PATHS }) => (
  <svg class={`icon i-${name}`} viewBox="0 0 24 24" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
