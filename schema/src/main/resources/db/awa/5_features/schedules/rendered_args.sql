-- The args of a schedule for a fire: {"$fire": "time"} becomes the time of the fire, "previous" that of the one before
-- it by its spec, "last_success" that of the last one whose job has completed, "name" the name of the schedule; null
-- where there is none. Times are texts in UTC. Replaced in the text of args, where such an object has just one form,
-- and where quotes in strings do not look like its quotes.
create or replace function awa_store.rendered_args(
  args jsonb, schedule text, fire_at timestamptz, previous timestamptz, last_success timestamptz)
returns jsonb
language plpgsql
stable
as $$
declare
  v_text text := args::text;
begin
  if position('"$fire"' in v_text) = 0 then
    return args;
  end if;
  return replace(
    replace(
      replace(
        replace(v_text, '{"$fire": "name"}', to_jsonb(schedule)::text),
        '{"$fire": "time"}', to_jsonb(awa_store.time_text(fire_at))::text),
      '{"$fire": "previous"}', coalesce(to_jsonb(awa_store.time_text(previous))::text, 'null')),
    '{"$fire": "last_success"}', coalesce(to_jsonb(awa_store.time_text(last_success))::text, 'null'))::jsonb;
end
$$;

-- Whether args ask for one of these times.
create or replace function awa_store.asks_for_fire(args jsonb, what text)
returns boolean
language sql
immutable
as $$
  select position(format('{"$fire": "%s"}', what) in args::text) > 0;
$$;

-- Refuses args in which $fire is something else.
-- Errors: AW001.
create or replace function awa_store.check_template(args jsonb, schedule text)
returns void
language plpgsql
stable
as $$
declare
  v_left jsonb;
begin
  if position('"$fire"' in args::text) = 0 then
    return;
  end if;
  v_left := jsonb_path_query_first(
    awa_store.rendered_args(check_template.args, check_template.schedule, 'epoch', 'epoch', 'epoch'),
    'strict $.** ? (@.type() == "object" && exists (@."$fire"))');
  if v_left is not null then
    raise exception using
      errcode = 'AW001',
      message = format('args have %s, which is no time of a fire', awa_store.excerpt(v_left)),
      hint = 'Known: {"$fire": "time"}, {"$fire": "previous"}, {"$fire": "last_success"} and {"$fire": "name"}.';
  end if;
end
$$;

call awa_store.publish('awa_store.rendered_args');
call awa_store.publish('awa_store.asks_for_fire');
call awa_store.publish('awa_store.check_template');
