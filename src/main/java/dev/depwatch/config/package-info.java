/**
 * One YAML file becomes records, or all of its problems at once, each with its place; and {@link
 * dev.depwatch.config.Secret}.
 *
 * <p>A feature describes its part of the file as a record. A component is a key, {@code @JsonProperty(defaultValue =
 * …)} is its default as written in a file, {@code Optional} may be omitted, and anything else is required; a {@code
 * Map} has keys of the administrator's choice. Its constructor copies nothing, since nobody can change the lists and maps
 * that it gets, and refuses nothing: {@link dev.depwatch.config.Checked#check} has the rules beyond types.
 * Only {@code daemon} reads {@code depwatch.yml}; {@code web}, {@code renewal} and {@code fleet} read small files of
 * their own by the same {@link dev.depwatch.config.ConfigFile}.
 *
 * <p>Whoever adds a key needs {@link dev.depwatch.config.Checked} and {@link dev.depwatch.config.Remarks} alone. The rest
 * is how a file becomes records: {@code YamlTree} reads it, {@code Binding} makes the values, {@code Problems} knows
 * where each is written; {@code Template} and {@code Placeholders} serve {@code defaults} and {@code discover};
 * {@code SecretFiles} finds the files of secrets and warns where others may read them.
 */
@NullMarked
package dev.depwatch.config;

import org.jspecify.annotations.NullMarked;
