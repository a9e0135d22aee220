/** The most companies of an account. */
export const COMPANIES_MAX = 10_000;

/** The most domains of a company. */
export const COMPANY_DOMAINS_MAX = 20;

/** A domain of the internet, in lower case: at least two labels of letters, digits and hyphens. */
export const DOMAIN_PATTERN =
  /^(?=.{4,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

/** Providers that give an address to anybody: their domains say nothing of a company. */
const PUBLIC_PROVIDERS: ReadonlySet<string> = new Set([
  ...["126.com", "139.com", "163.com", "aliyun.com", "aol.com", "bol.com.br", "comcast.net", "duck.com"],
  ...["fastmail.com", "foxmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com"],
  ...["gmx.de", "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.fr"],
  ...["hotmail.it", "hushmail.com", "icloud.com", "libero.it", "live.com", "mac.com", "mail.com", "mail.ru"],
  ...["me.com", "msn.com", "naver.com", "orange.fr", "outlook.com", "outlook.de", "outlook.fr", "pm.me"],
  ...["posteo.de", "proton.me", "protonmail.com", "qq.com", "rediffmail.com", "rocketmail.com", "seznam.cz"],
  ...["sina.com", "sohu.com", "t-online.de", "terra.com.br", "tutanota.com", "tuta.com", "uol.com.br"],
  ...["wanadoo.fr", "web.de", "wp.pl", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.br", "yahoo.de"],
  ...["yahoo.fr", "yandex.com", "yandex.ru", "yeah.net", "ymail.com", "zoho.com"],
]);

/** The domain of an email address where it may be a company's; null for public providers and what is no address. */
export function companyDomainOf(email: string): string | null {
  const domain = email
    .slice(email.lastIndexOf("@") + 1)
    .trim()
    .toLowerCase();
  return email.includes("@") && DOMAIN_PATTERN.test(domain) && !PUBLIC_PROVIDERS.has(domain) ? domain : null;
}
