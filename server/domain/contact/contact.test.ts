import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCsv } from "@/server/lib/web/parse-csv";
import { holds } from "@/test/support/scenes/property";
import { companyDomainOf } from "./company";
import {
  attributeOf,
  csvLine,
  IMPORT_ROWS_MAX,
  readContactFile as readRecords,
  unshielded,
} from "./contact-import";
import { whyContactNotUndone } from "./undo-contact";

describe("company", () => {
  test.each([
    ["ada@Acme.example", "acme.example"],
    ["ada@mail.acme.co.uk", "mail.acme.co.uk"],
    ["li@bücher.example", "bücher.example"],
    ["ada@gmail.com", null],
    ["li@QQ.com", null],
    ["ada@localhost", null],
    ["acme.example", null],
    ["", null],
  ])("the company's domain in %j is %j", (email, domain) => {
    expect(companyDomainOf(email)).toBe(domain);
  });
});

describe("contact import", () => {
  const readContactFile = (file: string) => readRecords(parseCsv(file));

  test("a written line parses to the same cells, for any content", () => {
    const cell = fc.string({ unit: fc.constantFrom(..."ab,;\"'\n\r=+-@\t你 ") }).map((text) => text.trim());
    holds(
      fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1 }), (rows) => {
        fc.pre(rows.every((cells) => cells.every((text) => !/(^|[;\t\r\n])'[=+\-@\t\r\n]/.test(text))));
        const file = `a,b,c\r\n${rows.map(csvLine).join("")}`;
        const read = parseCsv(file)
          ?.slice(1)
          .map(({ cells }) => cells.map(unshielded));
        expect(read).toEqual(rows.filter((cells) => cells.some((text) => text !== "")));
      }),
    );
  });

  test("no cell runs as a formula", () => {
    expect(csvLine(["=1+1", "+49", "-2", "@x", "plain", null, 7])).toBe("'=1+1,'+49,'-2,'@x,plain,,7\r\n");
  });

  test("no part of a cell runs as a formula where spreadsheets separate by semicolons or tabs, and know no quote in a cell", () => {
    expect(csvLine([1, "a;=1+1;b", "c\t@x", "d\n+1", "e\r-1", "5;6"])).toBe(
      `1,"a;'=1+1;b",c\t'@x,"d\n'+1","e\r'-1","5;6"\r\n`,
    );
  });

  test("semicolons and tabs separate too, a byte order mark is skipped, an open quote is a fault", () => {
    expect(parseCsv("\uFEFFname;email\nLi;li@x.y")?.map(({ cells }) => cells)).toEqual([
      ["name", "email"],
      ["Li", "li@x.y"],
    ]);
    expect(parseCsv("name\temail\n\n\nLi\t")?.at(-1)).toEqual({ line: 4, cells: ["Li", ""] });
    expect(parseCsv('name\n"Li\nWen"\nAna')?.map(({ line }) => line)).toEqual([1, 2, 4]);
    expect(parseCsv('name\n"Li')).toBeNull();
    expect(parseCsv('name\n"Li" Wen')).toBeNull();
    expect(parseCsv('name,plan\n"Li, Wen" , 5" screen ')?.[1]?.cells).toEqual(["Li, Wen", '5" screen']);
  });

  test("known columns become fields, others custom attributes", () => {
    const file = readContactFile(
      "Full Name,Email,Phone,Company,Plan,id\nLi Wen,li@x.y,+49 170 / 123-45,Acme,Gold,7\n",
    );
    expect(file).toEqual({
      rows: [
        {
          line: 2,
          fields: {
            name: "Li Wen",
            email: "li@x.y",
            phone: "+4917012345",
            identifier: null,
            company: "Acme",
            attributes: { Plan: "Gold" },
          },
          fault: null,
        },
      ],
      attributes: ["Plan"],
      ignored: ["id"],
    });
  });

  test.each([
    ["+49 (0)30 901820", "+4930901820"],
    ["0049 (0) 30 / 90-18.20", "+4930901820"],
    ["+39 06 698", "+3906698"],
  ])("the phone %s of a file is %s", (written, phone) => {
    const file = readContactFile(`name,phone\nA,${written}`);
    expect("rows" in file && file.rows[0]).toMatchObject({ fields: { phone }, fault: null });
  });

  test.each([
    ["12.50", 12.5],
    ["-007", -7],
    ["9007199254740991", 9007199254740991],
    ["12345678901234567000", 12345678901234567000],
    ["0.00000012", 0.00000012],
    ["12345678901234567", "12345678901234567"],
    ["-0.12345678901234567891", "-0.12345678901234567891"],
  ])("the number %s of a file loses no digit", (cell, value) => {
    expect(attributeOf(cell, "number")).toBe(value);
  });

  test("each row has its own fault", () => {
    const file = readContactFile(
      ["name,email,phone", "A,a@x.y,", "B,nonsense,", "C,,12", ",,", "D,A@X.Y,", `${"x".repeat(256)},,`].join(
        "\n",
      ),
    );
    expect("rows" in file && file.rows.map(({ line, fault }) => [line, fault])).toEqual([
      [2, null],
      [3, "email_invalid"],
      [4, "phone_invalid"],
      [6, "twice_in_file"],
      [7, "too_long"],
    ]);
    const nameless = readContactFile("name,plan\n,gold");
    expect("rows" in nameless && nameless.rows[0]?.fault).toBe("name_missing");
  });

  test("a file without contact columns, or a too large one, is a fault of the file", () => {
    expect(readContactFile('name\n"')).toEqual({ fault: "file_broken" });
    expect(readContactFile("colour,size\nred,7")).toEqual({ fault: "no_columns" });
    expect(readContactFile(`name\n${"x\n".repeat(IMPORT_ROWS_MAX + 1)}`)).toEqual({ fault: "too_many_rows" });
    expect(readContactFile(`name,${"x,".repeat(60)}\n`)).toEqual({ fault: "too_many_columns" });
  });
});

describe("undo contact", () => {
  const name = (isSuperseded: boolean) => ({ facet: "name", isSuperseded }) as const;

  const email = (isSuperseded: boolean) => ({ facet: "email", isSuperseded }) as const;

  test.each([
    ["fields that have not changed since are undone", [name(false), email(false)], null],
    [
      "neither of two fields is undone if one has changed since",
      [name(false), email(true)],
      "undo.superseded",
    ],
    ["an operation without changes is not found", [], "undo.not_found"],
    [
      "fields that a merge filled in stay",
      [name(false), { facet: "merged", isSuperseded: false } as const],
      "undo.not_found",
    ],
  ])("%s", (_, changes, why) => {
    expect(whyContactNotUndone(changes)).toBe(why);
  });
});
