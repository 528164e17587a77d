package dev.awa.client;

record SendEmail(String to, String subject) {
    static final JobKind<SendEmail> KIND = JobKind.of("send_email", SendEmail.class);
}
