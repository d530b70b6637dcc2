/**
 * One YAML file becomes records, or all of its problems at once, each with its place; and
 * {@link dev.depwatch.config.Secret}.
 *
 * <p>A feature writes its part of the file as a record: a component is a key, {@code @JsonProperty(defaultValue = …)}
 * is its default as it would be written, {@code Optional} may be left out, anything else is required; a {@code Map} has keys
 * of the administrator's own. Rules that a type does not say stand in {@link dev.depwatch.config.Checked#check}. Only {@code daemon} reads the file
 * ({@link dev.depwatch.config.ConfigFile}); nothing here runs after that.
 */
@NullMarked
package dev.depwatch.config;

import org.jspecify.annotations.NullMarked;
