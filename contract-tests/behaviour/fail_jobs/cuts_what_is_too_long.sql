-- What a failure tells is cut, never refused: 8000 characters of the error, 200 of the class, 8192 bytes of the stack, both its ends.
set search_path = tap;
select plan(9);

create function pg_temp.kept(p_error text, p_class text, p_stack text) returns jsonb language plpgsql as $$
declare
  v_id bigint := (select id from awa.insert_job('x', max_attempts => 1));
begin
  perform f.* from awa.claim_jobs(tap.worker()) c,
    awa.fail_jobs(tap.worker(), c.claim_id, array[c.id], array[p_error], opts => jsonb_build_object('causes', jsonb_build_array(
      jsonb_build_object('class', p_class, 'stack', p_stack)))) f;
  return (select coalesce(j.details -> 'last_failure', j.failures -> -1) from awa.get_job(v_id) j);
end $$;

select is(length(pg_temp.kept(repeat('e', 9000), repeat('c', 300), 's') ->> 'class'), 200, 'a class of 300 characters');
select is(pg_temp.kept('e', '', '') - '{at,attempt}'::text[], '{"error": "e"}', 'empty ones are none');
select is(pg_temp.kept('e', 'C', repeat('s', 8192)) ->> 'stack', repeat('s', 8192), '8192 bytes are kept');

create temp table long as
select name, stack, pg_temp.kept('e', 'C', stack) ->> 'stack' as kept
from (values
  ('lines', (select string_agg('  at line ' || n, chr(10) order by n) from generate_series(1, 1000) n)),
  ('letters of two bytes', (select string_agg('  ät lïne ' || n, chr(10) order by n) from generate_series(1, 1000) n)),
  ('one half of them', (select string_agg(case when n < 500 then 'line ' else repeat('€', 10) end || n, chr(10) order by n) from generate_series(1, 1000) n)),
  ('one line', 'first ' || repeat('x', 100000) || ' last'),
  ('one byte too much', repeat('x', 8193)),
  ('very long', 'first' || chr(10) || repeat(repeat('y', 99) || chr(10), 100000) || 'last')
) s (name, stack);
select is((select count(*) from long where octet_length(kept) <= 8192 and octet_length(stack) > 8192), 6::bigint, 'none has more');
select is_empty('select name, octet_length(kept) from long where octet_length(kept) < 4000', 'nor much less');
select is_empty($$select name from long where left(kept, 5) <> left(stack, 5) or right(kept, 4) <> right(stack, 4)$$, 'both ends are there');
select is_empty($$select name, l from long, regexp_split_to_table(kept, chr(10)) l where name in ('lines', 'letters of two bytes', 'one half of them', 'very long')
  and l not like '... (% bytes in all)' and l not in ('first', 'last', repeat('y', 99))
  and l not in (select regexp_split_to_table(left(stack, 100000), chr(10)))$$, 'in whole lines');
select is((select count(*) from long, regexp_split_to_table(kept, chr(10)) l where l = '... (' || octet_length(stack) || ' bytes in all)'), 6::bigint,
  'and it says how much there was');
select is_empty($$select l from long, regexp_split_to_table(kept, chr(10)) l where name = 'lines' group by l having count(*) > 1$$, 'no line is there twice');

select * from finish();
