import type {
  WidgetConfig,
  WidgetContact,
  WidgetFile,
  WidgetMessage,
} from "@/server/contract/channel/widget";

export const MEMBER = { name: "Grace Hopper", avatarUrl: null };

export const CONFIG: WidgetConfig = {
  version: "1.en",
  title: "",
  welcome: "",
  color: "#2459d8",
  position: "right",
  questions: [],
  offlineText: "",
  openingHoursText: "",
  isOnline: true,
  members: [MEMBER, { name: "Alan Kay", avatarUrl: null }],
  texts: {},
  fileBytesMax: 1_000_000,
  filesMax: 10,
  hasTranscripts: true,
};

export const FILE: WidgetFile = {
  id: 7,
  name: "plan.txt",
  contentType: "text/plain",
  bytes: 4,
  url: null,
  thumbnailUrl: null,
  width: null,
  height: null,
};

export const ANONYMOUS: WidgetContact = { name: null, email: null, isIdentified: false };

export const EMPTY: WidgetMessage = {
  id: 0,
  conversationId: 1,
  clientId: null,
  from: "visitor",
  member: null,
  text: "",
  attachments: [],
  status: null,
  createdAt: "",
  editedAt: null,
  deletedAt: null,
};
