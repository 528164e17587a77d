-- Whether a JSON text may hold a number with trailing fractional zeros, such as 1.0 or 0.50, which canonical takes off;
-- a string that looks like one counts as well.
create or replace function awa_store.may_have_zeros(printed text)
returns boolean
language sql
immutable
parallel safe
as $$
  select position('.' in printed) > 0 and printed ~ '[.][0-9]*0([^0-9]|$)';
$$;

-- The unique key of parts that are JSON texts already, null for none: the one place that derives it, inlined where a
-- single statement inserts a job. See awa.unique_key.
create or replace function awa_store.digest_of(kind text, queue text, args text, period_start text, key text)
returns bytea
language sql
stable
parallel safe
as $$
  select substr(
    sha256(convert_to(
      '["awa:unique:1", ' || kind
        || (', ' || coalesce(queue, 'null') || ', ' || coalesce(args, 'null'))
        || (', ' || coalesce(period_start, 'null') || ', ' || coalesce(key, 'null') || ']'),
      'UTF8')),
    1, 16);
$$;

-- The unique key of these parts; see awa.unique_key.
-- Errors: AW001, AW003.
create or replace function awa_store.key_digest(kind text, queue text, args jsonb, period_start bigint, key text)
returns bytea
language plpgsql
immutable
parallel safe
as $$
declare
  v_deep jsonb;
begin
  if kind is null or kind = '' then
    raise exception using
      errcode = 'AW001', message = 'kind must not be empty', hint = 'A unique key always includes the kind.';
  end if;
  if length(kind) > 200 or length(queue) > 200 or octet_length(key) > 4096 then
    raise exception using
      errcode = 'AW003',
      message = format(
        'kind of %s or queue of %s characters or key of %s bytes, more than 200, 200 and 4096', length(kind),
        coalesce(length(queue), 0), coalesce(octet_length(key), 0)),
      hint = 'No job has such a key.';
  end if;
  if args is not null then
    perform awa_store.check_bytes('args', args, 1048576, 'No job has such a key.');
    if awa_store.may_have_zeros(args::text) then
      -- What canonical would have to look into.
      select v into v_deep
      from jsonb_path_query(args, 'strict $.**{201}') v
      where awa_store.may_have_zeros(v::text)
      limit 1;
      if found then
        raise exception using
          errcode = 'AW001',
          message = format('args are nested more than 200 levels deep around %s', awa_store.excerpt(v_deep)),
          hint = 'Make the job unique by a key, or by chosen fields.';
      end if;
    end if;
  end if;
  return awa_store.digest_of(
    to_json(kind)::text, to_json(queue)::text, awa_store.canonical(args)::text, period_start::text,
    to_json(key)::text);
end
$$;

call awa_store.publish('awa_store.may_have_zeros');
call awa_store.publish('awa_store.digest_of');
call awa_store.publish('awa_store.key_digest');
