import type pg from "pg";

/**
 * A database's schema, one line per object, sorted: tables, columns with their order, constraints, indexes,
 * triggers, functions, sequences, other types and relations, comments. Excludes objects of extensions, partitions
 * (their names are months) with what they inherit, owners and rights, and Prisma's own table. The lines are the same on
 * every supported version of Postgres. Call it inside a transaction: it sets how constants are printed.
 */
export async function readCatalog(client: pg.ClientBase): Promise<string[]> {
  await client.query("set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'");
  const { rows } = await client.query<{ line: string }>(`${OBJECTS} select line from object`);
  return rows.map(({ line }) => line).sort();
}

/** The differences between two catalogs. A line that begins with `?` is expected but may be absent. */
export function compareCatalogs(expected: readonly string[], found: readonly string[]): string[] {
  const optional = new Set(expected.filter((line) => line.startsWith("?")).map((line) => line.slice(2)));
  const required = new Set(expected.filter((line) => !line.startsWith("?")));
  const present = new Set(found);
  return [
    ...[...required].filter((line) => !present.has(line)).map((line) => `missing: ${line}`),
    ...found.filter((line) => !required.has(line) && !optional.has(line)).map((line) => `unknown: ${line}`),
  ];
}

/** The column line contains `not null`: only newer versions list it as a constraint (`n`). */
const OBJECTS = `with
owned as (select classid, objid from pg_depend where deptype = 'e'),
relation as (
  select c.* from pg_class c
   where c.relnamespace = current_schema()::regnamespace and c.relname not in ('_prisma_migrations', '_prisma_migrations_pkey')
     and not exists (select 1 from owned where classid = 'pg_class'::regclass and objid = c.oid)),
base as (select * from relation where relkind in ('r', 'p') and not relispartition),
object (line) as (
  select format('table %s%s%s%s%s', relname, ' partition by ' || pg_get_partkeydef(oid),
                ' with (' || array_to_string(reloptions, ', ') || ')',
                case relpersistence when 'p' then '' else ' ' || relpersistence::text end,
                case when relrowsecurity then ' row security' else '' end)
    from base
   union all
  select format('column %s.%s %s %s%s%s%s%s%s', t.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod),
                case when a.attcollation <> y.typcollation then ' collate ' || a.attcollation::regcollation else '' end,
                case when a.attnotnull then ' not null' else '' end,
                case a.attidentity when '' then '' when 'a' then ' identity always' else ' identity' end,
                case a.attgenerated when '' then '' else ' generated' end,
                ' default ' || pg_get_expr(d.adbin, d.adrelid, true))
    from base t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    join pg_type y on y.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
   union all
  select format('constraint %s.%s %s', t.relname, c.conname, pg_get_constraintdef(c.oid, true))
    from base t join pg_constraint c on c.conrelid = t.oid where c.contype in ('c', 'f', 'p', 'u', 'x')
   union all
  select format('index %s%s', pg_get_indexdef(i.oid, 0, true), case when x.indisvalid then '' else ' invalid' end)
    from relation i join pg_index x on x.indexrelid = i.oid
   where not i.relispartition and not exists (select 1 from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x'))
   union all
  select format('trigger %s%s', pg_get_triggerdef(g.oid, true), case g.tgenabled when 'O' then '' else ' ' || g.tgenabled::text end)
    from base t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal
   union all
  select format('function %s returns %s language %s %s %s%s%s%s body %s', p.oid::regprocedure, p.prorettype::regtype,
                l.lanname, p.provolatile, p.prokind, case when p.proisstrict then ' strict' else '' end,
                case when p.prosecdef then ' security definer' else '' end,
                ' set ' || array_to_string(p.proconfig, ', '), md5(p.prosrc))
    from pg_proc p join pg_language l on l.oid = p.prolang
   where p.pronamespace = current_schema()::regnamespace
     and not exists (select 1 from owned where classid = 'pg_proc'::regclass and objid = p.oid)
   union all
  select format('sequence %s %s start %s increment %s from %s to %s cache %s%s', s.relname, format_type(q.seqtypid, null),
                q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, case when q.seqcycle then ' cycle' else '' end)
    from relation s join pg_sequence q on q.seqrelid = s.oid
   union all
  select format('relation %s %s', relname, relkind) from relation where relkind not in ('r', 'p', 'i', 'I', 'S', 't')
   union all
  select format('type %s %s', y.typname, y.typtype) from pg_type y
   where y.typnamespace = current_schema()::regnamespace and y.typtype in ('e', 'd', 'r')
     and not exists (select 1 from owned where classid = 'pg_type'::regclass and objid = y.oid)
   union all
  select format('comment on %s: %s', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
    from relation r join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = r.oid
)`;
