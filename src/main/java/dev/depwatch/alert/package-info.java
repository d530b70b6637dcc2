/**
 * Makes alerts from an assessment and words them. Pure: no thread, no clock, no delivery; {@code notify} delivers.
 *
 * <p>In reading order. {@code Alerts}: which alerts does an assessment have? {@code AlertFacts}, {@code Subject},
 * {@code Matter} and {@code Severity}: what is one alert about? {@code AlertEnds} and {@code AlertEnd}: how did an
 * alert end that a receiver knows and the assessment no longer has? {@code Progress}: how many of its tokens are done?
 * One class words each remedy: {@code RegenerateText}, {@code TermsText}, {@code ServerText}, {@code IdentifyText},
 * {@code InvestigateText}, {@code RenewText}, {@code CertificateText}, {@code MonitoringText}; {@code EndText} words
 * the ends. {@code Wording} holds what the texts of an assessment share: why, what stops, what to check first; {@code
 * RenewalSteps} the steps to a new token.
 * {@code MonitoringWords} words each monitoring issue. {@code Message} is the result, {@code TextMessage} and
 * {@code MessageLimits} fit it to a reader; {@code Share} is for Alertmanager, which shows several alerts as one
 * message.
 */
@NullMarked
package dev.depwatch.alert;

import org.jspecify.annotations.NullMarked;
