-- A declared set: what differs is changed, all or nothing, and what it has no more is deleted if it came from it.
set search_path = tap;
select plan(14);
select stop_clock();

select from awa.put_schedule('by hand', '@daily', kind => 'x');
select from awa.apply_schedules('[{"name": "other", "spec": "@daily", "kind": "x"}]', opts => '{"source": "other"}');
prepare applied as select ordinal, schedule_name, outcome, changes from awa.apply_schedules($1, $2, $3);

create function pg_temp.applied(p_set jsonb, p_prune boolean, p_dry_run boolean) returns text language sql as $$
  select string_agg(concat_ws(' ', ordinal, schedule_name, outcome, nullif(changes, '{}')::text), '; ') from awa.apply_schedules(p_set, p_prune, p_dry_run)
$$;
create function pg_temp.there() returns text language sql as $$
  select string_agg(format('%s: %s', name, spec), ', ' order by name) from awa.schedules
$$;
select is(pg_temp.applied('[{"name": "b", "spec": "@daily", "kind": "x"}, {"name": "a", "spec": "@hourly", "kind": "x"}]', false, true),
  '1 b created; 2 a created', 'a dry run says what it would do');
select is(pg_temp.there(), 'by hand: @daily, other: @daily', 'and does nothing');
select is(pg_temp.applied('[{"name": "b", "spec": "@daily", "kind": "x"}, {"name": "a", "spec": "@hourly", "kind": "x"}]', false, false),
  '1 b created; 2 a created', 'then it is done');
select is(pg_temp.applied('[{"name": "b", "spec": "@daily", "kind": "x"}, {"name": "a", "spec": "@weekly", "kind": "x", "opts": {"priority": 1}}]', true, false),
  '1 b unchanged; 2 a updated {"opts": {"priority": {"to": 1, "from": null}}, "spec": {"to": "@weekly", "from": "@hourly"}}', 'what differs is changed');
select from awa.pause_schedule('a');
select refuses($$select awa.apply_schedules('[{"name": "a", "spec": "@daily", "kind": "x"}, {"name": "c", "spec": "@daily", "kind": ""}]', true)$$,
  'AW001', 'schedule 2 ("c"): kind%', 'one wrong entry is named');
select is(pg_temp.there(), 'a: @weekly, b: @daily, by hand: @daily, other: @daily', 'and changes nothing');
select is(pg_temp.applied('[{"name": "a", "spec": "@weekly", "kind": "x", "opts": {"priority": 1}}]', true, true), '1 a unchanged; b deleted', 'a dry run names what it would delete');
select is(pg_temp.applied('[{"name": "a", "spec": "@weekly", "kind": "x", "opts": {"priority": 1}}]', false, false), '1 a unchanged', 'without prune it stays');
select is(pg_temp.applied('[{"name": "a", "spec": "@weekly", "kind": "x", "opts": {"priority": 1}}]', true, false), '1 a unchanged; b deleted', 'with it, it goes');
select is(pg_temp.there(), 'a: @weekly, by hand: @daily, other: @daily', 'and none that came from elsewhere');
select is((select paused from awa.schedules where name = 'a'), true, 'what is paused stays so');
select is(pg_temp.applied('[{"name": "by hand", "spec": "@daily", "kind": "x"}]', true, false),
  '1 by hand updated {"source": {"to": "default"}}; a deleted', 'one that was put by hand is taken over');
select results_eq('select name collate "default", source from awa.schedules order by name', $$values ('by hand', 'default'), ('other', 'other')$$, 'by its source');
select is(pg_temp.applied('[]', true, false), 'by hand deleted', 'an empty set deletes all that it has had');

select * from finish();
