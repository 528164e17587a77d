alter table awa_store.greeting add column language text not null default 'español';
create index greeting_language on awa_store.greeting (language);
