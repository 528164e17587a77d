package dev.awa.client;

record SendEmail(String to, String subject) implements JobArgs {}
