-- What is wrong with the pattern of a schema: null, or a phrase that follows "must be". work: how much it takes to
-- compile, since bounds such as {0,255} unfold, and what may be left out multiplies the ways to go on; a unit is some
-- tenth of a microsecond. Back references and lookaround in lookaround are refused: the time to match them grows with a
-- power of the text's length.
create or replace function awa_store.pattern_fault(pattern text, out fault text, out work numeric)
language plpgsql
immutable
as $$
declare
  v_backslash text := chr(92);
  v_escape text := repeat(v_backslash, 2) || '.';
  v_token text;
  v_bounds text[];
  v_times numeric;
  -- Of the groups that are open, the whole first, and of what a quantifier would repeat: how many parts and how many of
  -- them may be left out.
  v_parts numeric[] := '{0}';
  v_optional numeric[] := '{0}';
  v_last_parts numeric := 0;
  v_last_optional numeric := 0;
  v_is_lookaround boolean[] := '{f}';
begin
  fault := case
    when length(pattern) > 1000 then 'a regular expression of at most 1000 characters'
    when pattern ~ '^([*]{3}|[(][?][a-z]*[beqx])' then 'a regular expression without a prefix that changes the syntax'
  end;
  if fault is not null then
    return;
  end if;
  for v_token in
    select t[1]
    from regexp_matches(
      pattern,
      '([(][?]#[^)]*[)]|[(][?][a-z]+[)]|[(][?]<?[=!]|[(][?]:|[()]|[*+?][?]?|[{][0-9]+(?:,[0-9]*)?[}][?]?|' || v_escape
        || '|[[]' || v_backslash || '^?[]]?(?:[[][.:=][^]]*[]]|' || v_escape || '|[^]])*[]]|.)',
      'g') t
  loop
    continue when v_token like '(?#%';
    if v_token ~ '^[*+?{]' and v_token <> '{' then
      v_bounds := regexp_match(v_token, '([0-9]+)(,?)([0-9]*)');
      v_times := greatest(coalesce(nullif(v_bounds[3], ''), v_bounds[1], '1')::numeric, 1);
      v_last_parts := v_last_parts * v_times;
      v_last_optional := v_last_optional * v_times;
      if v_token ~ '^([*?]|[{]0+[,}])' then
        v_last_optional := greatest(v_last_optional, 1);
      end if;
      continue;
    end if;
    v_parts[1] := v_parts[1] + v_last_parts;
    v_optional[1] := v_optional[1] + v_last_optional;
    v_last_parts := 1;
    v_last_optional := 0;
    case
      when v_token = ')' then
        v_last_parts := v_parts[1];
        v_last_optional := v_optional[1];
        v_parts := v_parts[2:];
        v_optional := v_optional[2:];
        v_is_lookaround := v_is_lookaround[2:];
        if cardinality(v_parts) = 0 then
          fault := 'a regular expression';
          return;
        end if;
      when v_token ~ '^[(]([?]<?[=!:])?$' then
        if v_token ~ '[=!]' and true = any (v_is_lookaround) then
          fault := 'a regular expression without lookaround in lookaround';
          return;
        end if;
        v_parts := 0 || v_parts;
        v_optional := 0 || v_optional;
        v_is_lookaround := v_token ~ '[=!]' || v_is_lookaround;
        v_last_parts := 0;
      when ascii(v_token) = 92 and substr(v_token, 2) ~ '^[1-9]' then
        fault := 'a regular expression without back references';
        return;
      else
        null;
    end case;
  end loop;
  v_parts[1] := v_parts[1] + v_last_parts;
  v_optional[1] := v_optional[1] + v_last_optional;
  work := v_parts[1] * greatest(v_optional[1], 1) * greatest(v_optional[1], 1);
  if v_parts[1] > 1000 or work > 1000000 then
    fault := 'a regular expression with fewer repetitions';
    return;
  end if;
  perform '' ~ (pattern collate "C");
exception when invalid_regular_expression then
  fault := 'a regular expression';
end
$$;

call awa_store.publish('awa_store.pattern_fault');
