-- What a caller puts on its path or among its temporary objects changes nothing inside.
set search_path = tap;
select plan(4);

create schema trap;
create function trap.trapped() returns boolean language plpgsql as $$ begin raise exception 'trapped'; end $$;
create function trap.same(text, text) returns boolean language sql as 'select trap.trapped()';
create operator trap.= (leftarg = text, rightarg = text, function = trap.same);
create operator trap.<> (leftarg = jsonb, rightarg = jsonb, function = pg_catalog.jsonb_ne);
create function trap.clock_timestamp() returns timestamptz language sql as 'select trap.trapped() :: text :: timestamptz';
create function trap.length(text) returns int language sql as 'select trap.trapped() :: int';
create function trap.pg_notify(text, text) returns void language sql as 'select trap.trapped()';
grant usage on schema trap to public;
select worker();
create temp table made (id bigint);
grant all on made to public;
grant usage on schema tap to awa_worker;

set role awa_worker;
create temp table ready (like made);
create temp table claim (like made);
create temp table open_claim (like made);
create temp table jobs (like made);
set search_path = trap, pg_temp, pg_catalog, tap;
insert into made select id from awa.insert_job('x', unique_by => '{"key": "k"}');
create temp table batch as select id from awa.insert_jobs('[{"kind": "x", "run_at": "2000-01-01T00:00:00Z"}]');
create temp table claimed as select id from awa.register_worker() w, awa.claim_jobs(w.worker_id, max_jobs => 10);
create temp table tick as select * from awa.tick();
set search_path = tap;
select is((select state from awa.get_job((select id from made))), 'running', 'and all of it is true');
select set_eq('select id from claimed', 'select id from made union all select id from batch', 'both jobs were handed out');
select is((select count(*)::int from tick), 1, 'housekeeping was done');
select is((select count(*)::int from pg_temp.ready), 0, 'nothing landed in the caller''s own tables');
reset role;

select * from finish();
