-- json_bytes: how long a JSON value is as text, which is what a worker gets: in bytes, exactly, if that is not above most; else some
-- number above most, and the greatest there is for a value nested more than 500 levels deep, which many a language cannot read.
-- A small value is printed where it stands. jsonb keeps 1e131000 in ten bytes, so a large one is not printed before it is known
-- what its numbers come to.

-- For a value that is large, or was compressed: printed part by part, until that is above most.
create or replace function awa_store.large_json_bytes(value jsonb, most int)
returns bigint
language plpgsql
stable
strict
as $$
declare
  -- As an element of an array nothing is compressed.
  v_binary bigint := pg_column_size(array[value]) - 24;
  v_key text;
  v_part jsonb;
  v_bytes bigint := 0;
  v_numbers bigint;
begin
  -- The text has at least a quarter of these bytes.
  if v_binary > 5 * most::bigint then
    return v_binary;
  end if;
  -- Each level takes eight.
  if v_binary > 4000 and jsonb_path_exists(value, 'strict $.**{501}') then
    return 9223372036854775807;
  end if;
  if jsonb_typeof(value) not in ('array', 'object') then
    return octet_length(value::text);
  end if;
  for v_key, v_part in
    select null, e from jsonb_array_elements(case jsonb_typeof(value) when 'array' then value else '[]' end) e
    union all
    select e.key, e.value from jsonb_each(case jsonb_typeof(value) when 'object' then value else '{}' end) e
  loop
    if pg_column_size(v_part) > 2000 and jsonb_typeof(v_part) in ('array', 'object') then
      select sum(scale(n.value) + case
          when abs(n.value) < 1e10 then 1
          when abs(n.value) < 1e100 then 11
          when abs(n.value) < 1e1000 then 101
          when abs(n.value) < 1e10000 then 1001
          when abs(n.value) < 1e100000 then 10001
          else 100001
        end)
      into v_numbers
      from (
        select e::numeric as value
        from jsonb_array_elements(jsonb_path_query_array(v_part, 'strict $.** ? (@.type() == "number")')) e
      ) n;
      if v_numbers > most then
        return v_numbers;
      end if;
    end if;
    v_bytes := v_bytes + 2 + octet_length(v_part::text) + coalesce(2 + octet_length(to_json(v_key)::text), 0);
    if v_bytes > most then
      return v_bytes;
    end if;
  end loop;
  -- Brackets around, and no comma behind the last one.
  return greatest(v_bytes, 2);
end
$$;

create or replace function awa_store.json_bytes(value jsonb, most int)
returns bigint
language sql
stable
as $$
  select case
    when pg_column_size(value) <= 2000 and pg_column_compression(value) is null then octet_length(value::text)
    else awa_store.large_json_bytes(value, most)
  end;
$$;

-- Refuses a JSON value that is longer than most.
-- Errors: AW003.
create or replace function awa_store.check_bytes(what text, value jsonb, most int, hint text)
returns void
language plpgsql
stable
as $$
declare
  v_bytes bigint := awa_store.json_bytes(value, most);
begin
  if v_bytes > most then
    raise exception using
      errcode = 'AW003', message = awa_store.bytes_fault(what, v_bytes, most), hint = check_bytes.hint;
  end if;
end
$$;

-- What to say of a JSON value that json_bytes has found to be longer than most.
create or replace function awa_store.bytes_fault(what text, bytes bigint, most int)
returns text
language sql
immutable
as $$
  select case
    when bytes = 9223372036854775807 then format('%s is nested more than 500 levels deep', what)
    else format('%s takes %s bytes, more than %s', what, bytes, most)
  end;
$$;

call awa_store.publish('awa_store.json_bytes');
call awa_store.publish('awa_store.large_json_bytes');
call awa_store.publish('awa_store.check_bytes');
call awa_store.publish('awa_store.bytes_fault');
