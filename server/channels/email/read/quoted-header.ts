/** The kinds of lines of the header that Outlook puts above a quoted mail. */
const FROM_LABELS = ["from", "von", "de", "da", "van", "发件人", "寄件者", "寄件人", "差出人"];
const SENT_LABELS = [
  "sent",
  "date",
  "data",
  "fecha",
  "gesendet",
  "datum",
  "envoyé",
  "enviado",
  "enviado el",
  "enviada em",
  "inviato",
  "verzonden",
  "发送时间",
  "发送日期",
  "日期",
  "寄件日期",
  "傳送時間",
  "送信日時",
];
const TO_LABELS = ["to", "an", "à", "para", "a", "aan", "收件人", "收件者", "宛先"];
const SUBJECT_LABELS = [
  "subject",
  "betreff",
  "objet",
  "asunto",
  "assunto",
  "oggetto",
  "onderwerp",
  "主题",
  "主題",
  "主旨",
  "件名",
];
/** All stand within so many lines below the sender; the forms of websites and journeys have only some of them. */
const QUOTED_HEADER_LINES = 8;

/** Whether the header of a quoted mail begins at a line of a text. */
export function isQuotedHeader(lines: readonly string[], at: number): boolean {
  if (!hasLabel(lines[at], FROM_LABELS)) return false;
  const below = lines.slice(at + 1, at + 1 + QUOTED_HEADER_LINES);
  return [SENT_LABELS, TO_LABELS, SUBJECT_LABELS].every((labels) =>
    below.some((line) => hasLabel(line, labels)),
  );
}

function hasLabel(line = "", labels: readonly string[]): boolean {
  const plain = line.replaceAll("*", "").replaceAll("：", ":");
  const colon = plain.indexOf(":");
  return colon > 0 && labels.includes(plain.slice(0, colon).trim().toLowerCase());
}
