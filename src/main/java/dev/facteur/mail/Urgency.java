package dev.facteur.mail;

/// Who passes whom within one site: urgent mail (password resets, one-time codes) passes normal,
/// normal passes broadcast. The order of the constants is the order of service.
public enum Urgency {
    URGENT,
    NORMAL,
    BROADCAST
}
