-- Reads opts.causes of fail_jobs: of each job the class of its error and its stack, null where it is not told.
-- Errors: AW001, AW002, naming the element, counted from 1.
create or replace function awa_store.checked_causes(causes jsonb, jobs int, out classes text[], out stacks text[])
language plpgsql
stable
as $$
declare
  v_fault record;
begin
  if coalesce(causes, 'null') = 'null' then
    return;
  end if;
  if (case jsonb_typeof(causes) when 'array' then jsonb_array_length(causes) <> jobs else true end) then
    raise exception using
      errcode = 'AW001',
      message = format(
        'causes must be a JSON array of %s elements, one per job, not %s',
        jobs,
        case jsonb_typeof(causes)
          when 'array' then format('of %s', jsonb_array_length(causes))
          else awa_store.excerpt(causes)
        end),
      hint = 'Use null for a job without more to tell, or leave causes out.';
  end if;
  select c.n, c.cause, k.key, k.value into v_fault
  from jsonb_array_elements(causes) with ordinality c (cause, n)
  left join lateral jsonb_each(case jsonb_typeof(c.cause) when 'object' then c.cause end) k on true
  where case
      when k.key is null then jsonb_typeof(c.cause) not in ('object', 'null')
      else k.key <> all (awa_store.option_names('failure_cause')) or jsonb_typeof(k.value) not in ('string', 'null')
    end
  order by c.n
  limit 1;
  if found then
    if v_fault.key is null then
      raise exception using
        errcode = 'AW001',
        message = format(
          'causes: element %s must be a JSON object, not %s', v_fault.n, awa_store.excerpt(v_fault.cause)),
        hint = 'As in {"class": "TimeoutError", "stack": "..."}, or null.';
    elsif v_fault.key <> all (awa_store.option_names('failure_cause')) then
      raise exception using
        errcode = 'AW002',
        message = format('causes: element %s has the unknown key %s', v_fault.n, to_jsonb(left(v_fault.key, 100))),
        hint = 'Known keys: ' || array_to_string(awa_store.option_names('failure_cause'), ', ') || '.';
    end if;
    raise exception using
      errcode = 'AW001',
      message = format(
        'causes: %s in element %s must be a text, not %s', v_fault.key, v_fault.n, awa_store.excerpt(v_fault.value)),
      hint = 'Write it as a JSON string, or leave it out.';
  end if;
  select array_agg(c.cause ->> 'class' order by c.n), array_agg(c.cause ->> 'stack' order by c.n)
  into classes, stacks
  from jsonb_array_elements(causes) with ordinality c (cause, n);
end
$$;

call awa_store.publish('awa_store.checked_causes');
