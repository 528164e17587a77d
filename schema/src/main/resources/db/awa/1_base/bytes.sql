-- json_bytes: how long a JSON value is as text, which is what a worker gets: in bytes, exactly, if that is not above
-- most; else some number above most, and the greatest there is for a value nested more than 500 levels deep, which many
-- a language cannot read. A small value is printed where it stands. jsonb keeps 1e131000 in ten bytes, so a large one
-- is not printed before it is known what its numbers come to.

-- For a part of a value that is a large array or object: not printed if its numbers alone are above most.
create or replace function awa_store.large_part_bytes(part jsonb, most int)
returns int
language plpgsql
stable
as $$
declare
  v_numbers bigint := (
    select sum(scale(n.value) + case
        when abs(n.value) < 1e10 then 1
        when abs(n.value) < 1e100 then 11
        when abs(n.value) < 1e1000 then 101
        when abs(n.value) < 1e10000 then 1001
        when abs(n.value) < 1e100000 then 10001
        else 100001
      end)
    from (
      -- Not jsonb_path_query, whose time goes with the square of what it finds.
      select e::numeric as value
      from jsonb_array_elements(jsonb_path_query_array(part, 'strict $.** ? (@.type() == "number")')) e
    ) n);
begin
  return case when v_numbers > most then least(v_numbers, 2147483647) else octet_length(part::text) end;
end
$$;

create or replace function awa_store.part_bytes(part jsonb, most int)
returns int
language sql
stable
as $$
  select case
    when pg_column_size(part) > 4000 and jsonb_typeof(part) in ('array', 'object')
      then awa_store.large_part_bytes(part, most)
    else octet_length(part::text)
  end;
$$;

-- For a value that is large, or was compressed: part by part, until that is above most.
create or replace function awa_store.large_json_bytes(value jsonb, most int)
returns bigint
language plpgsql
stable
strict
as $$
declare
  -- As an element of an array nothing is compressed.
  v_binary bigint := pg_column_size(array[value]) - 24;
  v_count bigint;
  v_bytes bigint;
begin
  -- The text has at least a quarter of these bytes.
  if v_binary > 5 * most::bigint then
    return v_binary;
  end if;
  -- Each level takes eight.
  if v_binary > 4000
    and jsonb_path_exists(value, 'strict $.**{500} ? (@.type() == "array" || @.type() == "object")')
  then
    return 9223372036854775807;
  end if;
  -- Two brackets around, and a comma and a space behind each part but the last.
  case jsonb_typeof(value)
    when 'array' then
      v_count := jsonb_array_length(value);
      select w.bytes into v_bytes
      from (
        select sum(2 + awa_store.part_bytes(e, most)) over so_far as bytes, row_number() over so_far as n
        from jsonb_array_elements(value) e
        window so_far as (rows unbounded preceding)
      ) w
      where w.bytes > most or w.n = v_count
      limit 1;
    when 'object' then
      v_count := (select count(*) from jsonb_object_keys(value));
      select w.bytes into v_bytes
      from (
        select
          sum(4 + octet_length(to_json(e.key)::text) + awa_store.part_bytes(e.value, most)) over so_far as bytes,
          row_number() over so_far as n
        from jsonb_each(value) e
        window so_far as (rows unbounded preceding)
      ) w
      where w.bytes > most or w.n = v_count
      limit 1;
    else
      v_bytes := octet_length(value::text);
  end case;
  return v_bytes;
end
$$;

create or replace function awa_store.json_bytes(value jsonb, most int)
returns bigint
language sql
stable
as $$
  select case
    when pg_column_size(value) <= 4000 and pg_column_compression(value) is null then octet_length(value::text)
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
call awa_store.publish('awa_store.large_part_bytes');
call awa_store.publish('awa_store.part_bytes');
call awa_store.publish('awa_store.check_bytes');
call awa_store.publish('awa_store.bytes_fault');
