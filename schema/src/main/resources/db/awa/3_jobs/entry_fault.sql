-- Why an entry cannot be handed out: null, or a sentence. The checks of the inserts keep such ones out; one that is
-- there all the same must not stop its lane. Looks at args only where they may be printed larger than they are stored.
create or replace function awa_store.entry_fault(options jsonb, args jsonb)
returns text
language plpgsql
stable
as $$
begin
  if args is null then
    return 'its args are gone';
  end if;
  if options is not null and awa_store.options_fault(options) is not null then
    return awa_store.options_fault(options);
  end if;
  if (pg_column_compression(args) is not null or pg_column_size(args) > 8000)
    and awa_store.json_bytes(args, 1048576) > 1048576
  then
    return 'args take more than 1048576 bytes';
  end if;
  return null;
end
$$;



-- Whether a claim has to look at an entry before it hands it out. Inlined: most entries have neither options nor large
-- args.
create or replace function awa_store.needs_admission(options jsonb, args jsonb)
returns boolean
language sql
stable
as $$
  select case
    when args is null or options ?| '{start_by,concurrency_key,limits}' then true
    when options is not null or pg_column_compression(args) is not null or pg_column_size(args) > 8000
      then awa_store.entry_fault(options, args) is not null
    else false
  end;
$$;

call awa_store.publish('awa_store.needs_admission');
call awa_store.publish('awa_store.entry_fault');
