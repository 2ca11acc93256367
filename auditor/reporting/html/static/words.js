"use strict";

/* Addressing people: Chinese templates with named fields, translated through the page's catalogue. */
(function (audit) {
  const { translations, labels } = audit.manifest;

  /** The template in the page's language with its fields filled in. */
  audit.say = function (template, fields = {}) {
    const words = Object.hasOwn(translations, template) ? translations[template] : template;
    return words.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
  };

  audit.count = (number) => number.toLocaleString("en");
  /* Nothing is quite certain: what would round to 100% is shown as above 99%. */
  audit.percent = (share) => (share > 0.99 && share <= 1 ? ">99%" : `${Math.round(share * 100)}%`);
  audit.labels = labels;

  /* Weights are log-odds: 1 makes a thing about three times as likely, 3 twenty times. */
  const strengths = [
    [3, "很强"],
    [2, "强"],
    [1, "中等"],
    [0, "较弱"],
  ];

  /** A factor's weight in words: which way it points, and how strongly. */
  audit.strength = function (weight) {
    const [, name] = strengths.find(([least]) => Math.abs(weight) >= least);
    const strength = audit.say(name);
    return weight < 0
      ? audit.say("{strength}的反证", { strength })
      : audit.say("{strength}的依据", { strength });
  };
})(window.audit);
