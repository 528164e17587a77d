-- Functions mean the same whatever the caller's session has set, and in whatever locale the database is. What a body says is read anew in each
-- session, by that session's rules; behaviour/settings shows answers.
set search_path = tap;
select plan(4);

create temp table routine as
select p.oid::regprocedure::text as name, p.prosrc
from pg_catalog.pg_proc p
where p.pronamespace in ('awa'::regnamespace, 'awa_store'::regnamespace);

select cmp_ok((select count(*)::int from routine), '>', 100, 'there are functions to look at');
select is_empty($$select name from routine where position(chr(92) in prosrc) > 0$$,
  'no body has a backslash, which standard_conforming_strings gives another meaning');
select is_empty($$select name from routine where prosrc ~* '(upper|lower|initcap)[(]' and prosrc !~* '(upper|lower|initcap)[(][^;]*? collate "C"[)]'$$,
  'letters change their case by the rules of no locale');
select is_empty($$select name from routine where prosrc ~* '(ilike|!?~~?[*])'$$, 'and are not compared without it');

select * from finish();
