// The event's form: a readable ID made of the name, the capacity that a room proposes, layouts of the chosen room.
(() => {
    "use strict";

    const field = (name) => document.getElementById(`id_${name}`);
    const form = document.getElementById("event_form");
    if (!form) return;

    const isNew = !/\/change\/$/.test(window.location.pathname);

    // As the server makes it (contract 1.4); what is left blank is made there.
    function proposeReadableId() {
        const name = field("name");
        const readableId = field("readable_event_id");
        if (!isNew || !name || !readableId || readableId.value) return;
        let isOwn = false;
        readableId.addEventListener("input", () => { isOwn = readableId.value !== ""; });
        name.addEventListener("input", () => {
            if (isOwn) return;
            const plain = name.value.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
            // Other scripts are written out by the server.
            readableId.value = /[^\u0000-\u007f]/.test(plain) ? "" : plain.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
        });
    }

    function proposeZone() {
        const zone = field("time_zone");
        const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
        const isKnown = zone && [...zone.options].some((option) => option.value === own);
        if (isNew && isKnown && zone.value === "UTC") {
            zone.value = own;
            zone.dispatchEvent(new Event("change", { bubbles: true }));
        }
    }

    function proposeCapacity() {
        const [room, layout, capacity] = [field("room"), field("layout"), field("capacity")];
        if (!room || !layout || !capacity || !capacity.dataset.proposals) return;
        const hint = document.createElement("p");
        hint.className = "ev-proposal";
        hint.setAttribute("role", "status");
        capacity.insertAdjacentElement("afterend", hint);

        const show = (text, number) => {
            hint.replaceChildren();
            if (!text || capacity.value === String(number)) return;
            if (capacity.value === "") {
                capacity.value = number;
                hint.textContent = text;
                return;
            }
            const button = document.createElement("button");
            button.type = "button";
            button.className = "gl-button";
            button.textContent = capacity.dataset.take;
            button.addEventListener("click", () => { capacity.value = number; hint.replaceChildren(); });
            hint.append(`${text} `, button);
        };
        const showLayouts = (layouts) => {
            for (const option of layout.options) {
                option.hidden = option.disabled = Boolean(option.value && layouts && !layouts.includes(option.value));
            }
            for (const group of layout.querySelectorAll("optgroup")) {
                group.hidden = [...group.children].every((option) => option.hidden);
            }
            if (layout.selectedOptions[0]?.disabled) layout.value = "";
        };
        const ask = async (isChosen) => {
            const query = new URLSearchParams({ room: room.value, layout: layout.value });
            const response = await fetch(`${capacity.dataset.proposals}?${query}`, { credentials: "same-origin" });
            if (!response.ok) return;
            const answer = await response.json();
            showLayouts(room.value ? answer.layouts : null);
            if (!isChosen) return;
            show(answer.text, answer.capacity);
            const building = field("building");
            if (building && answer.building && room.value) building.value = answer.building;
        };
        room.addEventListener("change", () => ask(true));
        layout.addEventListener("change", () => ask(true));
        if (room.value) ask(false);
    }

    proposeReadableId();
    proposeZone();
    proposeCapacity();
})();
