/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-html-markdown.h"

#include <string.h>

#include <libxml/HTMLparser.h>

/* From HTML to Markdown, for texts that come from other helpdesks. libxml2
 * reads the HTML, however broken; the tree is walked once and written into one
 * string. What has no Markdown (scripts, styles, forms) leaves its text or
 * nothing, never markup. */

/* Deeper than any text that a person wrote; what is below is left out, so
 * that a hostile document cannot exhaust the stack. */
#define MAX_DEPTH 200

typedef struct
{
  GString *out;
  GString *prefix;    /* what each line begins with: quotes and list indents */
  guint pending;      /* line feeds owed before the next text: 0, 1 or 2 */
  gboolean at_start;  /* nothing was written on this line but the prefix */
  gboolean in_pre;
  guint depth;
  int list_number;    /* of the next item; 0 in a list with bullets */
} Writer;

static void write_children (Writer  *writer,
                            xmlNode *node);

/* A block begins: at least @lines line feeds stand before what comes next. */
static void
owe (Writer *writer,
     guint   lines)
{
  writer->pending = MAX (writer->pending, lines);
}

static void
settle (Writer *writer)
{
  if (writer->pending > 0 && writer->out->len > 0)
    {
      while (!writer->at_start && g_str_has_suffix (writer->out->str, " "))
        g_string_truncate (writer->out, writer->out->len - 1);

      for (guint i = 0; i < writer->pending; i++)
        {
          g_string_append_c (writer->out, '\n');
          if (i + 1 < writer->pending)
            {
              /* An empty line inside a quote keeps the quote together. */
              gsize keep = writer->out->len;

              g_string_append (writer->out, writer->prefix->str);
              while (writer->out->len > keep && writer->out->str[writer->out->len - 1] == ' ')
                g_string_truncate (writer->out, writer->out->len - 1);
            }
        }
      writer->at_start = TRUE;
    }
  else if (writer->out->len == 0)
    {
      writer->at_start = TRUE;
    }

  if (writer->at_start && (writer->pending > 0 || writer->out->len == 0))
    g_string_append (writer->out, writer->prefix->str);

  writer->pending = 0;
}

static void
write_raw (Writer     *writer,
           const char *text)
{
  settle (writer);
  g_string_append (writer->out, text);
  if (*text != '\0')
    writer->at_start = FALSE;
}

/* Whether @c at this place would be read as Markdown. */
static gboolean
wants_escape (const Writer *writer,
              const char   *text,
              const char   *p)
{
  switch (*p)
    {
    case '\\':
    case '`':
    case '*':
    case '<':
    case '[':
    case ']':
      return TRUE;

    case '_':
      /* Inside a word (file_name) it means nothing. */
      return p == text || !g_ascii_isalnum (p[-1]) || !g_ascii_isalnum (p[1]);

    case '#':
    case '>':
    case '+':
    case '-':
    case '=':
    case '~':
      return writer->at_start;

    case '.':
    case ')':
      /* "1." at the start of a line would begin a list. */
      {
        const char *q = p;

        if (p == text || !g_ascii_isdigit (p[-1]) || (p[1] != ' ' && p[1] != '\0'))
          return FALSE;
        while (q > text && g_ascii_isdigit (q[-1]))
          q--;
        return q == text && p - q <= 9 && writer->out->len > 0 &&
               g_ascii_isdigit (writer->out->str[writer->out->len - 1]) &&
               (gsize) (p - q) <= writer->out->len &&
               (writer->out->len == (gsize) (p - q) ||
                strchr ("\n >", writer->out->str[writer->out->len - (gsize) (p - q) - 1]) != NULL);
      }

    default:
      return FALSE;
    }
}

/* Text outside of pre: white space folds, Markdown's signs are escaped. */
static void
write_text (Writer     *writer,
            const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isspace (*p))
        {
          if (writer->pending == 0 && writer->out->len > 0 && !writer->at_start &&
              writer->out->str[writer->out->len - 1] != ' ')
            g_string_append_c (writer->out, ' ');
          continue;
        }

      if ((guchar) *p < 0x20 || *p == 0x7f)
        continue;

      settle (writer);
      if (wants_escape (writer, text, p))
        g_string_append_c (writer->out, '\\');
      g_string_append_c (writer->out, *p);
      writer->at_start = FALSE;
    }
}

/* Text inside of pre: as it is, each line behind the prefix. */
static void
write_verbatim (Writer     *writer,
                const char *text)
{
  settle (writer);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == 0x7f || ((guchar) *p < 0x20 && *p != '\n' && *p != '\t'))
        continue;
      g_string_append_c (writer->out, *p);
      if (*p == '\n')
        g_string_append (writer->out, writer->prefix->str);
    }

  writer->at_start = FALSE;
}

/* Emphasis hugs its text: "** bold**" would not be read as bold. */
static void
write_span (Writer     *writer,
            xmlNode    *node,
            const char *mark)
{
  gsize before, after;
  gboolean space_before, space_after = FALSE;

  settle (writer);
  before = writer->out->len;
  space_before = before > 0 && writer->out->str[before - 1] == ' ';
  write_children (writer, node);

  if (writer->pending > 0 || writer->out->len <= before)
    return; /* empty, or a block within: left plain */

  after = writer->out->len;
  while (after > before && writer->out->str[after - 1] == ' ')
    {
      after--;
      space_after = TRUE;
    }
  g_string_truncate (writer->out, after);

  while (before < after && writer->out->str[before] == ' ')
    before++;

  if (before < after)
    {
      g_string_insert (writer->out, (gssize) before, mark);
      g_string_append (writer->out, mark);
    }
  if (space_after && !(space_before && before == after))
    g_string_append_c (writer->out, ' ');
}

static void
write_link (Writer  *writer,
            xmlNode *node)
{
  xmlChar *href = xmlGetProp (node, BAD_CAST "href");
  const char *target = (const char *) href;
  gsize before;

  settle (writer);
  before = writer->out->len;
  write_children (writer, node);

  if (target != NULL && writer->pending == 0 && writer->out->len > before &&
      (g_str_has_prefix (target, "http://") || g_str_has_prefix (target, "https://") || g_str_has_prefix (target, "mailto:")))
    {
      g_autofree char *label = g_strdup (writer->out->str + before);

      g_string_truncate (writer->out, before);
      g_strchomp (label);
      if (g_str_equal (label, target))
        g_string_append_printf (writer->out, "<%s>", target);
      else if (strpbrk (target, "() \t\n<>") != NULL)
        {
          g_autofree char *escaped = g_uri_escape_string (target, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH "?#[]%", TRUE);
          g_auto (GStrv) parts = g_strsplit (escaped, "(", -1);
          g_autofree char *opened = g_strjoinv ("%28", parts);
          g_auto (GStrv) closing = g_strsplit (opened, ")", -1);
          g_autofree char *closed = g_strjoinv ("%29", closing);

          g_string_append_printf (writer->out, "[%s](%s)", label, closed);
        }
      else
        g_string_append_printf (writer->out, "[%s](%s)", label, target);
    }

  xmlFree (href);
}

static void
write_item (Writer  *writer,
            xmlNode *node)
{
  gsize prefix = writer->prefix->len;
  g_autofree char *mark = NULL;

  if (writer->list_number > 0)
    mark = g_strdup_printf ("%d. ", writer->list_number++);
  else
    mark = g_strdup ("- ");

  owe (writer, 1);
  write_raw (writer, mark);
  writer->at_start = TRUE;
  for (gsize i = 0; i < strlen (mark); i++)
    g_string_append_c (writer->prefix, ' ');

  write_children (writer, node);
  g_string_truncate (writer->prefix, prefix);
  owe (writer, 1);
}

static void
write_list (Writer  *writer,
            xmlNode *node,
            gboolean numbered)
{
  int outer = writer->list_number;

  owe (writer, writer->prefix->len > 0 && outer >= 0 && writer->depth > 1 && node->parent != NULL &&
               xmlStrcasecmp (node->parent->name, BAD_CAST "li") == 0 ? 1 : 2);
  writer->list_number = numbered ? 1 : 0;
  write_children (writer, node);
  writer->list_number = outer;
  owe (writer, 2);
}

static void
write_preformatted (Writer  *writer,
                    xmlNode *node)
{
  xmlChar *content = xmlNodeGetContent (node);
  const char *text = content != NULL ? (const char *) content : "";
  g_autoptr (GString) fence = g_string_new ("```");

  /* A fence is longer than any run of backquotes within. */
  while (strstr (text, fence->str) != NULL)
    g_string_append_c (fence, '`');

  owe (writer, 2);
  write_raw (writer, fence->str);
  g_string_append_c (writer->out, '\n');
  g_string_append (writer->out, writer->prefix->str);
  write_verbatim (writer, text);
  if (!g_str_has_suffix (writer->out->str, "\n"))
    {
      g_string_append_c (writer->out, '\n');
      g_string_append (writer->out, writer->prefix->str);
    }
  g_string_append (writer->out, fence->str);
  owe (writer, 2);
  xmlFree (content);
}

static void
write_code (Writer  *writer,
            xmlNode *node)
{
  xmlChar *content = xmlNodeGetContent (node);
  const char *text = content != NULL ? (const char *) content : "";
  const char *mark = strchr (text, '`') != NULL ? "``" : "`";

  if (strpbrk (text, "\r\n") != NULL || *text == '\0')
    {
      write_text (writer, text);
    }
  else
    {
      write_raw (writer, mark);
      g_string_append (writer->out, *mark == text[0] ? " " : "");
      write_verbatim (writer, text);
      g_string_append (writer->out, mark);
    }

  xmlFree (content);
}

static void
write_image (Writer  *writer,
             xmlNode *node)
{
  xmlChar *source = xmlGetProp (node, BAD_CAST "src");
  xmlChar *alt = xmlGetProp (node, BAD_CAST "alt");

  if (source != NULL &&
      (g_str_has_prefix ((const char *) source, "https://") || g_str_has_prefix ((const char *) source, "http://")) &&
      strpbrk ((const char *) source, "() \t\n<>") == NULL)
    {
      write_raw (writer, "![");
      write_text (writer, alt != NULL ? (const char *) alt : "");
      write_raw (writer, "](");
      write_raw (writer, (const char *) source);
      write_raw (writer, ")");
    }
  else if (alt != NULL)
    {
      write_text (writer, (const char *) alt);
    }

  xmlFree (source);
  xmlFree (alt);
}

static gboolean
is_any (const char        *name,
        const char *const *names)
{
  return g_strv_contains (names, name);
}

static void
write_element (Writer  *writer,
               xmlNode *node)
{
  static const char *const dropped[] = { "script", "style", "head", "template", "object", "iframe", "form", "input", "select", "video", "audio", NULL };
  static const char *const paragraphs[] = { "p", "div", "section", "article", "table", "dl", "dt", "figure", "header", "footer", "tbody", "thead", NULL };
  static const char *const lines[] = { "tr", "dd", "caption", NULL };
  const char *name = (const char *) node->name;

  if (is_any (name, dropped))
    return;

  if (is_any (name, paragraphs))
    {
      guint lines_owed = g_str_equal (name, "tbody") || g_str_equal (name, "thead") ? 0 : 2;

      owe (writer, writer->at_start ? 0 : lines_owed);
      write_children (writer, node);
      owe (writer, lines_owed);
    }
  else if (is_any (name, lines))
    {
      owe (writer, 1);
      write_children (writer, node);
      owe (writer, 1);
    }
  else if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0')
    {
      owe (writer, 2);
      write_raw (writer, &"###### "['6' - name[1]]);
      write_children (writer, node);
      owe (writer, 2);
    }
  else if (g_str_equal (name, "br"))
    {
      if (writer->pending == 0 && !writer->at_start)
        {
          g_string_append (writer->out, "\\");
          owe (writer, 1);
        }
    }
  else if (g_str_equal (name, "hr"))
    {
      owe (writer, 2);
      write_raw (writer, "---");
      owe (writer, 2);
    }
  else if (g_str_equal (name, "td") || g_str_equal (name, "th"))
    {
      if (writer->pending == 0 && !writer->at_start)
        write_raw (writer, " | ");
      write_children (writer, node);
    }
  else if (g_str_equal (name, "strong") || g_str_equal (name, "b"))
    {
      write_span (writer, node, "**");
    }
  else if (g_str_equal (name, "em") || g_str_equal (name, "i") || g_str_equal (name, "cite"))
    {
      write_span (writer, node, "*");
    }
  else if (g_str_equal (name, "code") || g_str_equal (name, "kbd") || g_str_equal (name, "samp"))
    {
      write_code (writer, node);
    }
  else if (g_str_equal (name, "pre"))
    {
      write_preformatted (writer, node);
    }
  else if (g_str_equal (name, "a"))
    {
      write_link (writer, node);
    }
  else if (g_str_equal (name, "img"))
    {
      write_image (writer, node);
    }
  else if (g_str_equal (name, "ul") || g_str_equal (name, "ol"))
    {
      write_list (writer, node, name[0] == 'o');
    }
  else if (g_str_equal (name, "li"))
    {
      write_item (writer, node);
    }
  else if (g_str_equal (name, "blockquote"))
    {
      gsize prefix = writer->prefix->len;

      owe (writer, 2);
      settle (writer);
      g_string_append (writer->prefix, "> ");
      g_string_append (writer->out, "> ");
      writer->at_start = TRUE;
      write_children (writer, node);
      g_string_truncate (writer->prefix, prefix);
      owe (writer, 2);
    }
  else
    {
      write_children (writer, node);
    }
}

static void
write_children (Writer  *writer,
                xmlNode *node)
{
  if (writer->depth >= MAX_DEPTH)
    return;

  writer->depth++;

  for (xmlNode *child = node->children; child != NULL; child = child->next)
    {
      if (child->type == XML_ELEMENT_NODE)
        write_element (writer, child);
      else if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) && child->content != NULL)
        write_text (writer, (const char *) child->content);
    }

  writer->depth--;
}

/**
 * bell_html_to_markdown:
 * @html: a fragment or a document, UTF-8
 *
 * Turns HTML into CommonMark that reads the same. Scripts, styles, forms and
 * addresses that are neither web nor mail are dropped; broken HTML is read as
 * a browser would. Pure; may be called from any thread.
 *
 * Returns: (transfer full): Markdown without raw HTML
 */
char *
bell_html_to_markdown (const char *html)
{
  Writer writer = { 0 };
  xmlNode *root;
  xmlDoc *document;

  g_return_val_if_fail (html != NULL, NULL);

  if (*html == '\0' || strlen (html) > G_MAXINT)
    return g_strdup ("");

  document = htmlReadMemory (html, (int) strlen (html), NULL, "UTF-8",
                             HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT);
  if (document == NULL)
    return g_strdup ("");

  writer.out = g_string_new (NULL);
  writer.prefix = g_string_new (NULL);
  writer.at_start = TRUE;

  root = xmlDocGetRootElement (document);
  if (root != NULL)
    write_children (&writer, root);

  xmlFreeDoc (document);
  g_string_free (writer.prefix, TRUE);

  while (writer.out->len > 0 && strchr (" \n\\", writer.out->str[writer.out->len - 1]) != NULL &&
         !(writer.out->str[writer.out->len - 1] == '\\' && writer.out->len > 1 && writer.out->str[writer.out->len - 2] == '\\'))
    g_string_truncate (writer.out, writer.out->len - 1);

  return g_string_free (writer.out, FALSE);
}
