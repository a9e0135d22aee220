import type { Locale } from "@/server/contract/_shared/locale";
import type { MailKind } from "@/server/contract/member/mail";

type Words = { name: string; account: string; link: string; days: number };
type Text = { subject: string; text: string };

const TEXTS: Record<Locale, Record<MailKind, (words: Words) => Text>> = {
  en: {
    invitation: ({ name, account, link, days }) => ({
      subject: `Your invitation to ${account} on Tickline`,
      text: `Hello ${name},

you are invited to answer customers with the team of ${account}. Choose a password here, and you are in:

${link}

The link works once, for ${days} days. If you did not expect this mail, you need do nothing.
`,
    }),
    password: ({ name, account, link, days }) => ({
      subject: `A new password for ${account} on Tickline`,
      text: `Hello ${name},

here you can choose a new password for ${account}:

${link}

The link works once, for ${days} days. If you did not ask for it, you need do nothing: your password stays as it is.
`,
    }),
  },
  zh: {
    invitation: ({ name, account, link, days }) => ({
      subject: `邀请您加入 ${account}（Tickline）`,
      text: `${name}，您好：

${account} 团队邀请您一起回复客户。请通过以下链接设置密码，即可开始使用：

${link}

此链接仅可使用一次，${days} 天内有效。如果您并未预期收到此邮件，无需进行任何操作。
`,
    }),
    password: ({ name, account, link, days }) => ({
      subject: `重设您在 ${account} 的密码（Tickline）`,
      text: `${name}，您好：

请通过以下链接为 ${account} 设置新密码：

${link}

此链接仅可使用一次，${days} 天内有效。如果您没有提出此请求，无需进行任何操作，原密码保持不变。
`,
    }),
  },
};

/** What a mail with a password link says, in its receiver's language as far as it is known. */
export const mailText = (kind: MailKind, locale: Locale, words: Words): Text => TEXTS[locale][kind](words);
