-- A stack of any length is cut to what is kept, and nothing fails.
set search_path = tap;
select plan(6);

select is_empty($$select n from generate_series(8180, 8210) n where octet_length(awa_store.cut_stack(repeat('z', n))) > 8192$$, 'any length');
select is_empty($$select n from generate_series(2040, 4100, 7) n where octet_length(awa_store.cut_stack(repeat('€', n))) > 8192$$, 'of large letters');
select is_empty($$select n from generate_series(8000, 9000, 7) n where octet_length(awa_store.cut_stack(repeat(chr(10), n))) > 8192$$, 'of empty lines');
select is(awa_store.cut_stack(null), null, 'none');
select is(awa_store.cut_stack('€'), '€', 'and little');

select is_empty($$select s from unnest(array[
    'x' || chr(10) || repeat('y', 9000) || chr(10) || 'z', chr(10) || repeat('x', 9000), repeat('x', 9000) || chr(10)]) s
  where octet_length(awa_store.cut_stack(s)) < 6000$$, 'a long line is cut within');

select * from finish();
