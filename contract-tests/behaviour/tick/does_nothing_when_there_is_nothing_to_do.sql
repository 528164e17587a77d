-- A quiet system is left alone.
set search_path = tap;
select plan(2);

select results_eq('select * from awa.tick()', $$values (0, 0, 0, 0, '{}'::jsonb)$$, 'an empty database');
select id from awa.insert_job('x', run_at => now() + '1 hour');
select worker();
select results_eq('select * from awa.tick()', $$values (0, 0, 0, 0, '{}'::jsonb)$$, 'nothing due, nobody dead');

select * from finish();
