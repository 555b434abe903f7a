--liquibase formatted sql

--changeset headgate:1
create table shipment (id serial primary key, destination text not null);
insert into shipment (destination) values ('Ghent'), ('Turin');
